// The panels over the canvas: texts, history, source; and the strip of states below it.
import { html } from "lit-html";

/** @import { Editor } from "./editor.js" */
/** @import { Source } from "./source.js" */

/** The panels by their names, with what their buttons say. */
export const PANELS = { texts: "Texts", theme: "Theme", uses: "Uses", history: "History", source: "Source" };

export class Panels {
  /** The one that is open: "" or one of PANELS. */
  open = "";
  isStrip = false;
  /** @type {Source | undefined} */
  #source;

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  /** @param {string} name */
  toggle(name) {
    const { editor } = this;
    if (name === "strip") {
      this.isStrip = !this.isStrip;
      editor.strip.show(/** @type {HTMLElement} */ (editor.element.querySelector(".strip")));
    } else {
      this.stop();
      this.open = this.open === name ? "" : name;
      if (this.open === "source") this.#load();
      if (!this.open) editor.outline.focus(editor.selection[0] ?? "");
    }
    editor.show();
  }

  /** Opens the source view, which is loaded for it. */
  async #load() {
    const { Source } = await import("./source.js");
    if (this.open !== "source" || this.#source) return;
    this.#source = new Source(this.editor);
    this.editor.show();
    this.#source.focus();
  }

  stop() {
    this.#source?.stop();
    this.#source = undefined;
  }

  view() {
    const { texts, theme, uses, history } = this.editor;
    if (this.open === "texts") return texts.table();
    if (this.open === "theme") return theme.view();
    if (this.open === "uses") return uses.view();
    if (this.open === "history") return history.view();
    return this.#source?.view() ?? html`<p class="none-yet" role="status">The source comes …</p>`;
  }
}
