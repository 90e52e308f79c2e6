// What people do in the editor: each changes the draft at once, and can be taken back.

import { Changes } from "./changes.js";
import { Things, reach } from "./things.js";

/** @import { Context } from "./context.js" */
/** @import { Field } from "./schema.js" */
/** @import { Inspector } from "./inspector.js" */
/** @import { Outline } from "./outline.js" */
/** @import { Operation, Session } from "./session.js" */
/** @import { View } from "./states.js" */
/** @import { Thing } from "./things.js" */

/** The half of the editor that changes the draft. */
export class Verbs extends Changes {
  /** @type {string[]} */
  selection = [];
  /** @type {Outline} */
  outline;
  /** @type {Inspector} */
  inspector;
  /** @type {View} */
  view;

  /**
   * @param {Context} context
   * @param {Session} session
   */
  constructor(context, session) {
    super(context, session);
    this.paywall = context.id;
    this.things = new Things(session.model, this.paywall);
  }

  /**
   * Reads the things again.
   * @override
   */
  refresh() {
    this.things = new Things(this.session.model, this.paywall);
    this.selection = this.selection.filter((id) => this.things.get(id));
  }

  /** Writes the document that shows the paywall in a language. */
  document(locale = this.view.locale) {
    return this.session.model.slice(this.paywall, locale);
  }

  /**
   * @param {string[]} _ids
   * @param {{ more?: boolean }} [_options]
   */
  select(_ids, _options) {}

  /**
   * Asks the model what a deed comes to (`host/control/src/deed.rs`): operations, and what is selected after it.
   * @param {string} name
   * @param {object} [more] what it needs beside the selection
   * @returns {{ operations: Operation[], ids: string[] }}
   */
  #deed(name, more) {
    const [seed] = crypto.getRandomValues(new Uint32Array(1));
    const { model } = this.session;
    return JSON.parse(model.act(this.paywall, name, JSON.stringify({ ids: this.selection, seed, ...more })));
  }

  /**
   * Does something with what is selected. Answers false where it is refused.
   * @param {string} name
   * @param {object} [more]
   */
  act(name, more) {
    const { operations, ids } = this.#deed(name, more);
    const isDone = operations.length === 0 || this.run(operations);
    if (!isDone || ids.length === 0) return isDone;
    this.select(ids);
    this.outline.focus(ids[0]);
    return true;
  }

  /**
   * Makes the operations that set an attribute of things; undefined takes it away.
   * @param {string[]} ids
   * @param {string | string[]} path
   * @param {unknown} value
   * @returns {Operation[]}
   */
  setting(ids, path, value) {
    const at = { section: "paywalls", part: this.paywall, path: [path].flat() };
    if (value !== undefined) return ids.map((id) => ({ op: "set", ...at, id, value }));
    const has = (/** @type {string} */ id) => reach(this.things.get(id)?.attributes, at.path) !== undefined;
    return ids.filter(has).map((id) => ({ op: "unset", ...at, id }));
  }

  /**
   * @param {string} id
   * @param {string} title
   */
  rename(id, title) {
    const attribute = id.startsWith("menu:") || !id ? "name" : "title";
    if (title && !id.startsWith("page:")) this.run(this.setting([id], attribute, title));
    else if (title && `page:${title}` !== id)
      this.run([{ op: "rename", section: "paywalls", part: this.paywall, id, to: title }]);
  }

  /**
   * Changes an attribute of things.
   * @param {Thing[]} things
   * @param {Field} field
   * @param {any} value
   * @param {boolean} isTyped
   */
  put(things, field, value, isTyped) {
    // Of what is typed, the things hear in a pause; what is taken away must be there.
    if (value === undefined) this.refresh();
    const ids = things.map(({ id }) => id);
    const isPlain = !field.path && !field.write && field.name !== "conditionAttributes";
    const operations =
      isPlain && this.inspector.isOfForm
        ? this.#deed("differ", { ids, form: this.view.form, field: field.name, value }).operations
        : (field.write?.(value) ?? this.setting(ids, field.path ?? [field.name], value));
    this.run(operations, isTyped ? `${ids.join()} ${field.name}` : "");
  }
}
