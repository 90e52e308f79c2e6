// The editor of paywalls, as the shell loads it: www/control/README.md says how.
import { html, render } from "lit-html";
import start, { Model } from "control-model/model.js";
import wasm from "control-model/model.wasm";
import { begin, dress, readDraft } from "./draft.js";
import styles from "./editor.css" with { type: "text" };
import { Editor } from "./editor.js";
import { load } from "./inplace.js";
import { Schema } from "./schema.js";
import { Things } from "./things.js";
import { remembered } from "./view.js";

/** @import { Context } from "./context.js" */

/** @type {import("./draft.js").Module<any>} */
const model = { start, Model, wasm };

/** Brings the model before anybody needs it. */
export const prepare = () => begin(model);

/** Milliseconds after which the field for words is loaded, so that a double click waits for nothing. */
const IDLE = 500;

let isDressed = false;

/**
 * Opens the editor of a paywall in an empty element.
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  if (!isDressed) dress(styles);
  isDressed = true;
  const place = new Place(root, context);
  place.open();
  return { update: (/** @type {Context} */ next) => place.update(next), unmount: () => place.close() };
}

/** The editor's place on the page, which stays while drafts come and go. */
class Place {
  /** @type {Editor | undefined} */
  #editor;
  #round = 0;

  /**
   * @param {HTMLElement} root
   * @param {Context} context
   */
  constructor(root, context) {
    this.root = root;
    this.context = context;
  }

  /** @param {Context} next */
  update(next) {
    const { app, draft, environment, id, mayEdit } = this.context;
    const isSame =
      app === next.app &&
      draft === next.draft &&
      id === next.id &&
      mayEdit === next.mayEdit &&
      (draft || environment === next.environment);
    this.context = next;
    if (this.#editor) this.#editor.context = next;
    if (!isSame) this.open();
  }

  async open() {
    this.#round += 1;
    const round = this.#round;
    const { context } = this;
    await this.#leave();
    const element = Object.assign(document.createElement("div"), { className: "editor" });
    this.root.replaceChildren(element);
    try {
      const session = await readDraft(context, model);
      if (round === this.#round) this.#show(element, session);
      else session.end();
    } catch (error) {
      const { message = "", code = "" } = /** @type {any} */ (error);
      if (round === this.#round)
        render(html`<p class="trouble" role="alert">${message} <code>${code}</code></p>`, element);
    }
  }

  /**
   * @param {HTMLElement} element
   * @param {import("./session.js").Session} session
   */
  #show(element, session) {
    const { context } = this;
    if (session.model.part("paywalls", context.id) === undefined) {
      render(html`<p class="none-yet">There is no paywall “${context.id}” here.</p>`, element);
      return;
    }
    remembered(element);
    const editor = new Editor(element, context, session);
    this.#editor = editor;
    element.addEventListener("reload", () => this.open());
    editor.saving.follow();
    const { selected } = context.query;
    if (selected && editor.things.get(selected)) editor.select([selected]);
    beside(editor);
  }

  async #leave() {
    const editor = this.#editor;
    this.#editor = undefined;
    await editor?.stop();
    editor?.session.end();
  }

  async close() {
    this.#round += 1;
    await this.#leave();
    this.root.replaceChildren();
  }
}

/**
 * Reads what the paywall is not shown with: the schema, and what the draft began with.
 * @param {Editor} editor
 */
async function beside(editor) {
  const { call, draft, id } = editor.context;
  const asked = call("GET", "schema").then(({ body }) => {
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
