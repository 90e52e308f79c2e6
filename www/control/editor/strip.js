// Many states at once: small live frames of the same paywall, drawn one after the other when the work pauses.
import { html, render } from "lit-html";
import { Frame } from "./frame.js";
import { isRightToLeft } from "./texts.js";
import { requestOf, sizeOf, viewOf } from "./states.js";

/** @import { Editor } from "./editor.js" */

/** The height of the small frames. */
const HEIGHT = 150;
const PAUSE = 300;

export class Strip {
  /** @type {Frame[]} */
  #frames = [];
  #timer = 0;

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  /** Lists the states: the one that is looked at, with one thing changed each. */
  get states() {
    const { view, own, texts } = this.editor;
    const other = view.theme === "dark" ? "light" : "dark";
    const languages = Object.keys(texts.all.locales).filter((name) => name !== texts.language);
    const longest = languages.find((name) => name.startsWith("de")) ?? languages[0];
    const rightToLeft = languages.find(isRightToLeft);
    const changes = [
      { label: view.theme === "dark" ? "Light" : "Dark", theme: other },
      ...[longest, rightToLeft].filter((name) => name !== undefined).map((locale) => ({ label: locale, locale })),
      { label: "Narrow", size: view.form === "phone" ? "320x640" : "1024x768" },
      { label: "With a trial", offers: "trial" },
      { label: "No prices yet", offers: "unknown" },
      { label: "Former subscriber", persona: "Former subscriber" },
    ];
    return changes.map(({ label, ...change }) => ({ label, change, view: viewOf({ ...view, ...change }, own) }));
  }

  /** @param {HTMLElement} element */
  show(element) {
    if (!this.editor.panels.isStrip) {
      render(html``, element);
      this.#frames = [];
      return;
    }
    const { states } = this;
    render(
      states.map(
        ({
          label,
          change,
        }) => html`<figure><button aria-label="Look at: ${label}" @click=${() => this.editor.look(change)}><iframe
          title=${label} tabindex="-1" aria-hidden="true"></iframe></button><figcaption>${label}</figcaption></figure>`,
      ),
      element,
    );
    const elements = [...element.querySelectorAll("iframe")];
    if (this.#frames.length !== elements.length || this.#frames.some(({ element }) => !elements.includes(element)))
      this.#frames = elements.map((frame) => new Frame(frame, this.editor.context.frame, this.editor.context.module));
    for (const [index, { view }] of states.entries()) size(elements[index], sizeOf(view));
    this.soon();
  }

  /** Draws the frames anew once nobody types. */
  soon() {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#draw(), PAUSE);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#frames = [];
  }

  async #draw() {
    const { editor } = this;
    for (const [index, { view }] of this.states.entries()) {
      const state = { ...editor.canvas.frame.state, darkMode: view.theme === "dark" };
      await this.#frames[index]?.draw(editor.document(view.locale), {
        ...requestOf(view, editor.paywall, editor.details),
        state,
      });
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
}

/** @param {HTMLIFrameElement} frame @param {{ width: number, height: number }} size */
function size(frame, { width, height }) {
  const scale = HEIGHT / height;
  Object.assign(frame.style, { width: `${width}px`, height: `${height}px`, transform: `scale(${scale})` });
  const around = /** @type {HTMLElement} */ (frame.parentElement);
  Object.assign(around.style, { width: `${width * scale}px`, height: `${HEIGHT}px` });
}
