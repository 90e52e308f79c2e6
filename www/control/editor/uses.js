// The panel “Used by”: for each product, entitlement and audience of the app, and each text of the paywall, the paywalls
// and the rules that name it.
import { html, nothing } from "lit-html";

/** @import { Editor } from "./editor.js" */

/** @typedef {{ id: string, title: string, by: { title: string, path?: string }[] }} Used a thing, with what names it */

/** The most of a list that is shown. */
const MOST = 200;

export class Uses {
  #sought = "";

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  view() {
    const { session, paywall, texts } = this.editor;
    /** @type {{ kind: string, list: Used[] }[]} */
    const all = JSON.parse(session.model.uses(paywall, texts.language));
    const seek = (/** @type {Event} */ event) => {
      this.#sought = /** @type {HTMLInputElement} */ (event.target).value.toLowerCase();
      this.editor.show();
    };
    return html`<div class="uses"><header><h2>Uses</h2><input type="search" aria-label="Find what is used" placeholder="Find"
        @input=${seek}></header><div class="scroll" tabindex="0" role="group" aria-label="What is used, and where">${all.map((one) => this.#list(one))}</div></div>`;
  }

  /** @param {{ kind: string, list: Used[] }} of */
  #list({ kind, list }) {
    const fits = list.filter(({ id, title }) => `${id} ${title}`.toLowerCase().includes(this.#sought));
    if (fits.length === 0) return nothing;
    return html`<h3>${kind}</h3><ul>${fits.slice(0, MOST).map((one) => this.#row(one))}</ul>`;
  }

  /** @param {Used} used */
  #row({ id, title, by }) {
    const go = (/** @type {string} */ path) => (/** @type {Event} */ event) => {
      event.preventDefault();
      this.editor.context.go(path);
    };
    return html`<li><b>${title}</b> ${title === id ? nothing : html`<code>${id}</code>`}<p>${
      by.length === 0 ? "Nothing uses it." : nothing
    }${by.map((part) =>
      part.path ? html`<a href="#" @click=${go(part.path)}>${part.title}</a>` : html`<span>${part.title}</span>`,
    )}</p></li>`;
  }
}
