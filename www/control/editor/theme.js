// The colours, fonts and radii of the paywall: which are used and how often, replaced everywhere at once, and by name.
//
// A name is a value of the paywall's initial state, `${state.theme.brand}`: every reader of documents understands it.
import { html, nothing } from "lit-html";
import { edited } from "../parts/edited.js";
import { ratioOf } from "./colors.js";

/** @import { Editor } from "./editor.js" */
/** @import { Things } from "./things.js" */

/**
 * @typedef {{ name: string, value: any, count: number }} Valued a value, perhaps with a name, and how often it is there
 * @typedef {{ kind: string, isColor: boolean, named: Valued[], plain: Valued[] }} Kind
 */

const TOKEN = /^\$\{state\.theme\.([\w-]+)\}$/;

/** @param {string} name */
export const tokenOf = (name) => `\${state.theme.${name}}`;

/**
 * Returns the named values of a paywall.
 * @param {Things} things
 * @returns {Record<string, any>}
 */
export const themeOf = (things) => things.root?.attributes.template?.initialState?.theme ?? {};

/**
 * Returns what a value is, if it is a name of the theme.
 * @param {Things} things
 * @param {unknown} value
 */
export function meantBy(things, value) {
  const name = typeof value === "string" ? TOKEN.exec(value)?.[1] : undefined;
  return name === undefined ? value : (themeOf(things)[name] ?? value);
}

export class Theme {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  view() {
    const { session, paywall } = this.editor;
    /** @type {Kind[]} */
    const kinds = JSON.parse(session.model.theme(paywall));
    return html`<div class="theme"><header><h2>Theme</h2></header>
      <div class="scroll" tabindex="0" role="group" aria-label="Values of the theme"><p class="what">Change a value wherever this paywall has it. What has a name is offered where colours are chosen.</p>${kinds.map((kind) => this.#kind(kind))}</div></div>`;
  }

  /** @param {Kind} kind */
  #kind(kind) {
    const all = [...kind.named, ...kind.plain.toSorted((a, b) => b.count - a.count)];
    if (all.length === 0) return nothing;
    return html`<h3>${kind.kind}</h3><ul>${all.map((one) => this.#row(kind, one))}</ul>`;
  }

  /** @param {Kind} kind @param {Valued} valued */
  #row(kind, { name, value, count }) {
    const { mayEdit } = this.editor;
    const label = name || value;
    const what = { kind: kind.kind, name, value };
    const put = (/** @type {Event} */ event) => this.#put(what, /** @type {HTMLInputElement} */ (event.target).value);
    const rename = (/** @type {Event} */ event) =>
      this.#name(what, /** @type {HTMLInputElement} */ (event.target).value);
    const isPlain = /^#[0-9a-f]{6}$/i.test(value);
    return html`<li>${
      !kind.isColor
        ? nothing
        : isPlain
          ? html`<input type="color" aria-label="${label}: choose" ?disabled=${!mayEdit} .value=${edited(value)} @change=${put}>`
          : html`<svg class="swatch" aria-hidden="true"><rect width="100%" height="100%" fill=${value}></rect></svg>`
    }<input class="value" aria-label="Value of ${label}" ?disabled=${!mayEdit} .value=${edited(`${value}`)} @change=${put}>
      <input class="name" aria-label="Name of ${label}" placeholder="Name it" ?disabled=${!mayEdit} .value=${edited(name)}
        @change=${rename}>
      <small title="Places in this paywall that have it">${count} ×</small>${isPlain ? contrast(value) : nothing}</li>`;
  }

  /**
   * Gives a value everywhere: to its name, or to all that have it.
   * @param {{ kind: string, name: string, value: any }} what @param {string} text
   */
  #put(what, text) {
    const isNumber = typeof what.value === "number" && Number.isFinite(Number(text));
    const to = isNumber ? Number(text) : text.trim();
    if (text.trim() !== "" && to !== what.value) this.editor.act("revalue", { ...what, to });
    this.editor.show();
  }

  /**
   * Names a value, names it anew, or takes its name away: what it is stays.
   * @param {{ kind: string, name: string, value: any }} what @param {string} text
   */
  #name(what, text) {
    const { editor } = this;
    const to = text.trim().replace(/[^\w-]+/g, "-");
    if (to && to !== what.name && to in themeOf(editor.things)) editor.context.tell(`“${to}” is there already.`);
    else if (to !== what.name) editor.act("rename", { ...what, to });
    editor.show();
  }
}

/** Says how well a colour can be read on white and on black. @param {string} color */
function contrast(color) {
  const [white, black] = ["#ffffff", "#000000"].map((ground) => ratioOf(color, ground).toFixed(1));
  return html`<small title="Contrast with white and with black; 4.5 is readable">${white} · ${black}</small>`;
}
