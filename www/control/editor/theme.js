// The colours, fonts and radii of the paywall: which are used and how often, replaced everywhere at once, and by name.
//
// A name is a value of the paywall's initial state, `${state.theme.brand}`: every reader of documents understands it.
import { html, nothing } from "lit-html";
import { edited } from "../parts/edited.js";
import { ratioOf } from "./colors.js";

/** @import { Editor } from "./editor.js" */
/** @import { Operation } from "./session.js" */
/** @import { Things } from "./things.js" */

/** Where the names stand in the paywall. */
const PATH = ["template", "initialState", "theme"];
/** The kinds of values, and the attributes that hold them. */
const KINDS = [
  { name: "Colours", fits: /colou?r|gradient|shadow/i, isColor: true },
  { name: "Fonts", fits: /^fontName$/, isColor: false },
  { name: "Radii", fits: /radius$/i, isColor: false },
];
/** The colours in a value, such as those of a gradient, and their names. */
const COLOR = /\$\{state\.theme\.[\w-]+\}|#[0-9a-f]{3,8}\b|(?:rgb|hsl)a?\([^()]*\)/gi;
/** A value that is a colour, whatever its attribute is called. */
const ALONE = new RegExp(`^(?:${COLOR.source})$`, "i");
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

/**
 * Goes through the values of a thing's attributes that one of the kinds has, and writes them anew.
 * @param {any} value
 * @param {string} name
 * @param {typeof KINDS[number]} kind
 * @param {(value: any) => any} change
 * @returns {any}
 */
function changed(value, name, kind, change) {
  if (Array.isArray(value)) return value.map((one) => changed(one, name, kind, change));
  if (value && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, changed(one, key, kind, change)]));
  if (kind.isColor)
    return typeof value === "string" && (kind.fits.test(name) || ALONE.test(value))
      ? value.replace(COLOR, (color) => change(color))
      : value;
  return kind.fits.test(name) && ["string", "number"].includes(typeof value) ? change(value) : value;
}

/**
 * Makes the operations that replace a value wherever the paywall has it.
 * @param {Editor} editor
 * @param {typeof KINDS[number]} kind
 * @param {any} from
 * @param {any} to
 * @returns {Operation[]}
 */
function replaced({ things, actions }, kind, from, to) {
  const change = (/** @type {any} */ value) => (`${value}`.toLowerCase() === `${from}`.toLowerCase() ? to : value);
  return [...things.all.values()].flatMap(({ id, attributes }) =>
    Object.entries(id ? attributes : {}).flatMap(([name, value]) => {
      const next = changed(value, name, kind, change);
      return JSON.stringify(next) === JSON.stringify(value) ? [] : actions.set([id], name, next);
    }),
  );
}

/**
 * Counts the values of a kind, those that are used most first.
 * @param {Things} things
 * @param {typeof KINDS[number]} kind
 * @returns {[string, { value: any, count: number }][]}
 */
function used(things, kind) {
  /** @type {Map<string, { value: any, count: number }>} */
  const counts = new Map();
  const count = (/** @type {any} */ value) => {
    const key = `${value}`.toLowerCase();
    counts.set(key, { value, count: (counts.get(key)?.count ?? 0) + 1 });
    return value;
  };
  for (const { id, attributes } of things.all.values()) if (id) changed(attributes, "", kind, count);
  return [...counts].toSorted(([, a], [, b]) => b.count - a.count);
}

export class Theme {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  view() {
    return html`<div class="theme"><header><h2>Theme</h2></header>
      <div class="scroll" tabindex="0" role="group" aria-label="Values of the theme"><p class="what">Change a value wherever this paywall has it. What has a name is offered where colours are chosen.</p>${KINDS.map((kind) => this.#kind(kind))}</div></div>`;
  }

  /** @param {typeof KINDS[number]} kind */
  #kind(kind) {
    const { things } = this.editor;
    const all = used(things, kind);
    const counts = new Map(all.map(([key, { count }]) => [key, count]));
    const isOfKind = (/** @type {any} */ value) => kind.isColor === (`${value}`.match(COLOR) !== null);
    const named = Object.entries(themeOf(things)).filter(([name, value]) =>
      kind.isColor ? isOfKind(value) : !isOfKind(value) && counts.has(tokenOf(name).toLowerCase()),
    );
    const plain = all.filter(([, { value }]) => !`${value}`.includes("${"));
    if (named.length + plain.length === 0) return nothing;
    return html`<h3>${kind.name}</h3><ul>${named.map(([name, value]) =>
      this.#row(kind, name, value, counts.get(tokenOf(name).toLowerCase()) ?? 0),
    )}${plain.map(([, { value, count }]) => this.#row(kind, "", value, count))}</ul>`;
  }

  /** @param {typeof KINDS[number]} kind @param {string} name @param {any} value @param {number} count */
  #row(kind, name, value, count) {
    const { mayEdit } = this.editor;
    const label = name || value;
    const put = (/** @type {Event} */ event) =>
      this.#put(kind, name, value, /** @type {HTMLInputElement} */ (event.target).value);
    const isPlain = /^#[0-9a-f]{6}$/i.test(value);
    return html`<li>${
      !kind.isColor
        ? nothing
        : isPlain
          ? html`<input type="color" aria-label="${label}: choose" ?disabled=${!mayEdit} .value=${edited(value)} @change=${put}>`
          : html`<svg class="swatch" aria-hidden="true"><rect width="100%" height="100%" fill=${value}></rect></svg>`
    }<input class="value" aria-label="Value of ${label}" ?disabled=${!mayEdit} .value=${edited(`${value}`)} @change=${put}>
      <input class="name" aria-label="Name of ${label}" placeholder="Name it" ?disabled=${!mayEdit} .value=${edited(name)}
        @change=${(/** @type {Event} */ event) => this.#name(kind, name, value, /** @type {HTMLInputElement} */ (event.target).value)}>
      <small title="Places in this paywall that have it">${count} ×</small>${isPlain ? contrast(value) : nothing}</li>`;
  }

  /**
   * Gives a value everywhere: to its name, or to all that have it.
   * @param {typeof KINDS[number]} kind @param {string} name @param {any} from @param {string} text
   */
  #put(kind, name, from, text) {
    const to = typeof from === "number" && Number.isFinite(Number(text)) ? Number(text) : text.trim();
    const { editor } = this;
    if (text.trim() === "" || to === from) editor.show();
    else editor.run(name ? editor.actions.set([""], [...PATH, name], to) : replaced(editor, kind, from, to));
    editor.show();
  }

  /**
   * Names a value, names it anew, or takes its name away: what it is stays.
   * @param {typeof KINDS[number]} kind @param {string} former @param {any} value @param {string} text
   */
  #name(kind, former, value, text) {
    const { editor } = this;
    const name = text.trim().replace(/[^\w-]+/g, "-");
    const { actions, things } = editor;
    if (name && name !== former && name in themeOf(things)) editor.context.tell(`“${name}” is there already.`);
    else if (name !== former) {
      const from = former ? tokenOf(former) : value;
      editor.run([
        ...(name ? actions.set([""], [...PATH, name], value) : []),
        ...replaced(editor, kind, from, name ? tokenOf(name) : value),
        ...(former ? actions.set([""], [...PATH, former], undefined) : []),
      ]);
    }
    editor.show();
  }
}

/** Says how well a colour can be read on white and on black. @param {string} color */
function contrast(color) {
  const [white, black] = ["#ffffff", "#000000"].map((ground) => ratioOf(color, ground).toFixed(1));
  return html`<small title="Contrast with white and with black; 4.5 is readable">${white} · ${black}</small>`;
}
