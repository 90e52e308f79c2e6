// The source of the paywall as JSON, for those who know the format: changed as a whole, and checked before it is taken.
import { html } from "lit-html";
import { renewed } from "./actions.js";

/** @import { Editor } from "./editor.js" */

export class Source {
  #text = "";
  #problem = "";
  #seen = -1;

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  view() {
    const { session, paywall, mayEdit } = this.editor;
    const seen = session.versions["paywalls"] ?? 0;
    // What others change meanwhile is not written over what is typed here; taking it says that it replaces theirs.
    if (seen !== this.#seen && !this.#isTyped) {
      this.#text = JSON.stringify(JSON.parse(session.model.part("paywalls", paywall) ?? "{}"), null, 2);
      this.#seen = seen;
    }
    return html`<div class="source"><header><h2>Source</h2>${
      this.#problem ? html`<p role="alert">${this.#problem}</p>` : ""
    }<span class="gap"></span><button ?disabled=${!mayEdit || !this.#isTyped} @click=${() => this.#take()}>Take it</button></header>
      <textarea spellcheck="false" aria-label="The paywall as JSON" ?readonly=${!mayEdit} .value=${this.#text}
        @input=${(/** @type {Event} */ event) => this.#typed(event)}></textarea></div>`;
  }

  #isTyped = false;

  /** @param {Event} event */
  #typed(event) {
    this.#text = /** @type {HTMLTextAreaElement} */ (event.target).value;
    this.#isTyped = true;
    this.#problem = "";
    try {
      const { id } = JSON.parse(this.#text);
      if (id !== this.editor.paywall) this.#problem = `The id stays “${this.editor.paywall}”.`;
    } catch (error) {
      this.#problem = place(/** @type {Error} */ (error).message, this.#text);
    }
    this.editor.show();
  }

  #take() {
    if (this.#problem) return;
    const { paywall } = this.editor;
    const value = renewed(JSON.parse(this.#text), new Set());
    if (this.editor.run([{ op: "set", section: "paywalls", part: paywall, value }])) this.#isTyped = false;
    this.editor.show();
  }
}

/**
 * Says in which line JSON is wrong.
 * @param {string} message
 * @param {string} text
 */
function place(message, text) {
  const at = /position (\d+)/.exec(message)?.[1];
  const line = at ? text.slice(0, Number(at)).split("\n").length : undefined;
  return line ? `Line ${line}: ${message}` : message;
}
