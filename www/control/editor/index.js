// The editor of paywalls, as the shell loads it: www/control/README.md says how.
import { html, render } from "lit-html";
import start, { Model } from "control-model/model.js";
import wasm from "control-model/model.wasm";
import styles from "./editor.css" with { type: "text" };
import { Editor } from "./editor.js";
import { load } from "./inplace.js";
import { late, Place } from "./place.js";
import { Schema } from "./schema.js";
import { Things } from "./things.js";
import { remembered } from "./view.js";

/** @import { Context } from "./context.js" */

/** Milliseconds after which the field for words is loaded, so that a double click waits for nothing. */
const IDLE = 500;

/** The editor's place on the page. */
class EditorPlace extends Place {
  /** @override @param {Context} context */
  key({ id }) {
    return id;
  }

  #element() {
    const element = Object.assign(document.createElement("div"), { className: "editor" });
    this.root.replaceChildren(element);
    return element;
  }

  /** @override @param {any} error */
  failed({ message = "", code = "" }) {
    render(html`<p class="trouble" role="alert">${message} <code>${code}</code></p>`, this.#element());
  }

  /** @override @param {import("./session.js").Session} session */
  show(session) {
    const { context } = this;
    const element = this.#element();
    if (session.model.part("paywalls", context.id) === undefined) {
      render(html`<p class="none-yet">There is no paywall “${context.id}” here.</p>`, element);
      return;
    }
    remembered(element);
    const editor = new Editor(element, context, session);
    this.work = editor;
    element.addEventListener("reload", () => this.open());
    editor.saving.follow();
    const { selected } = context.query;
    if (selected && editor.things.get(selected)) editor.select([selected]);
    beside(editor);
  }

  /** @override */
  async leave() {
    await super.leave();
    this.root.replaceChildren();
  }
}

export const { mount, prepare } = late(EditorPlace, { start, Model, wasm }, styles);

/**
 * Reads what the paywall is not shown with: the schema, and what the draft began with.
 * @param {Editor} editor
 */
async function beside(editor) {
  const { call, draft, id } = editor.context;
  const asked = call("GET", "schema/fields").then(({ body }) => {
    editor.schema = new Schema(body);
    editor.show();
  });
  const compared =
    draft &&
    basis(call, draft, id).then((things) => {
      editor.base = things;
      editor.refresh();
      editor.show();
    });
  // Without what it began with, nothing is marked as changed.
  compared?.catch(() => {});
  await asked.catch((error) => editor.context.tell(error.message));
  setTimeout(load, IDLE);
}

/**
 * Reads the paywall as it was when the draft began.
 * @param {Context["call"]} call
 * @param {string} draft
 * @param {string} paywall
 */
async function basis(call, draft, paywall) {
  const { base } = (await call("GET", `drafts/${draft}`)).body;
  const { body } = await call("GET", `revisions/${base}/document`);
  const model = new Model(JSON.stringify(body));
  const things = new Things(model, paywall);
  model.free();
  return things;
}
