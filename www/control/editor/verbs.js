// What people do in the editor: each changes the draft at once, and can be taken back.

import { Actions } from "./actions.js";
import { withForm } from "./forms.js";
import { Things } from "./things.js";

/** @import { Context } from "./context.js" */
/** @import { Field } from "./schema.js" */
/** @import { Inspector } from "./inspector.js" */
/** @import { Outline } from "./outline.js" */
/** @import { Operation, Session } from "./session.js" */
/** @import { View } from "./states.js" */
/** @import { Thing } from "./things.js" */

/** The half of the editor that changes the draft. */
export class Verbs {
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
    this.context = context;
    this.session = session;
    this.paywall = context.id;
    this.things = new Things(session.model, this.paywall);
    this.actions = new Actions(this.paywall, this.things);
  }

  get mayEdit() {
    return this.context.mayEdit && this.context.draft !== null;
  }

  /** Reads the things again. */
  refresh() {
    this.things = new Things(this.session.model, this.paywall);
    this.actions = new Actions(this.paywall, this.things);
    this.selection = this.selection.filter((id) => this.things.get(id));
  }

  show() {}

  /**
   * @param {string[]} _ids
   * @param {{ more?: boolean }} [_options]
   */
  select(_ids, _options) {}

  /**
   * Applies operations at once. Answers false where they are refused.
   * @param {Operation[]} operations
   * @param {string} [key] what is typed, one letter after the other
   */
  run(operations, key) {
    if (operations.length === 0) return false;
    if (!this.mayEdit) {
      const { isForReading, edit, tell } = this.context;
      tell(
        "Nothing can be changed here.",
        isForReading ? undefined : { label: "Make a draft", run: () => void edit() },
      );
      return false;
    }
    try {
      this.change(operations, key);
      return true;
    } catch (error) {
      this.context.tell(/** @type {Error} */ (error).message);
      return false;
    }
  }

  /**
   * Applies operations. Throws what is refused.
   * @param {Operation[]} operations
   */
  change(operations, key = "") {
    this.session.apply(operations, key);
    if (!key) this.refresh();
  }

  /**
   * Applies what makes new things, and selects them.
   * @param {{ operations: Operation[], ids: string[] }} made
   */
  make({ operations, ids }) {
    const isDone = operations.length === 0 || this.run(operations);
    if (!isDone || ids.length === 0) return;
    this.select(ids);
    this.outline.focus(ids[0]);
  }

  undo() {
    this.#go(() => this.session.undo());
  }

  redo() {
    this.#go(() => this.session.redo());
  }

  /** @param {() => boolean} go */
  #go(go) {
    try {
      if (go()) this.refresh();
    } catch (error) {
      this.context.tell(`This can't be taken back any more: ${/** @type {Error} */ (error).message}`);
    }
    this.show();
  }

  remove() {
    const [first] = this.actions.outermost(this.selection);
    if (!first) return;
    const siblings = this.things.siblings(first).filter(({ id }) => !this.selection.includes(id));
    const next = siblings[0]?.id ?? first.parent?.id ?? "";
    if (!this.run(this.actions.remove(this.selection))) return;
    this.select([next]);
    this.outline.focus(next);
  }

  /**
   * @param {string} id
   * @param {string} title
   */
  rename(id, title) {
    const attribute = id.startsWith("menu:") || !id ? "name" : "title";
    if (title && !id.startsWith("page:")) this.run(this.actions.set([id], attribute, title));
    else if (title && `page:${title}` !== id)
      this.run([{ op: "rename", section: "paywalls", part: this.paywall, id, to: title }]);
  }

  /**
   * Moves what is selected beside a thing, or into it.
   * @param {Thing} target
   * @param {string} where `before`, `after` or `into`
   */
  moveTo(target, where) {
    const { actions, selection, things } = this;
    const inside = target.children.filter(({ place }) => place?.slot.join() === "components");
    if (where === "into") this.run(actions.move(selection, target.id, ["components"], inside.at(-1)?.id));
    else if (target.place) {
      const rest = things.siblings(target).filter(({ id }) => id === target.id || !selection.includes(id));
      const after = where === "after" ? target.id : rest[rest.indexOf(target) - 1]?.id;
      if (!selection.includes(target.id))
        this.run(actions.move(selection, target.place.parent, target.place.slot, after));
    }
  }

  /** @param {Thing} thing @param {string} name @param {any} value */
  #onForm(thing, name, value) {
    const isSame = JSON.stringify(value) === JSON.stringify(thing.attributes[name]);
    const list = withForm(thing, this.view.form, name, isSame ? undefined : value);
    return this.actions.set([thing.id], "conditionAttributes", list);
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
        ? things.flatMap((thing) => this.#onForm(thing, field.name, value))
        : (field.write?.(value) ?? this.actions.set(ids, field.path ?? [field.name], value));
    this.run(operations, isTyped ? `${ids.join()} ${field.name}` : "");
  }
}
