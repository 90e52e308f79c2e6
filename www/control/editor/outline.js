// The outline: the paywall as a tree, for pointers and for keys.
import { html, nothing } from "lit-html";
import { isComponent, kindOf, sideOf, titleOf, words } from "./things.js";

/** @import { Editor } from "./editor.js" */
/** @import { Thing } from "./things.js" */

/** How long letters that are typed belong to one search, in milliseconds. */
const SEARCH = 800;
/** Slots that go without saying. */
const PLAIN = ["components", "pages", "sku_menus", "products"];

export class Outline {
  /** @type {Set<string>} */
  closed = new Set();
  /**
   * The row that is renamed.
   * @type {string | undefined}
   */
  renamed;
  #typed = "";
  #typedAt = 0;
  /** @type {{ id: string, where: string } | undefined} where something is dropped */
  #drop;

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  /** Lists the rows that are shown, with their depths. */
  rows() {
    /** @type {{ thing: Thing, level: number }[]} */
    const rows = [];
    const list = (/** @type {Thing} */ thing, /** @type {number} */ level) => {
      rows.push({ thing, level });
      if (!this.closed.has(thing.id)) for (const child of thing.children) list(child, level + 1);
    };
    if (this.editor.things.root) list(this.editor.things.root, 1);
    return rows;
  }

  view() {
    const { selection } = this.editor;
    const rows = this.rows();
    const current = rows.some(({ thing }) => thing.id === selection[0]) ? selection[0] : "";
    return html`<div class="outline" role="tree" aria-label="Outline" aria-multiselectable="true"
      @keydown=${(/** @type {KeyboardEvent} */ event) => this.#key(event)} @dragend=${() => this.#leave()}
      @dragleave=${() => this.#leave()}>${rows.map((row) => this.#row(row.thing, row.level, current))}</div>`;
  }

  /**
   * @param {Thing} thing
   * @param {number} level
   * @param {string} current
   */
  #row(thing, level, current) {
    const { editor } = this;
    const { id } = thing;
    const isOpen = thing.children.length > 0 ? `${!this.closed.has(id)}` : nothing;
    const state = [thing.attributes.hidden === true && "is-hidden", editor.changed(id) && "is-changed"];
    const drop = this.#drop?.id === id ? `drop-${this.#drop.where}` : "";
    return html`<div role="treeitem" class="row ${state.filter(Boolean).join(" ")} ${drop}" data-row=${id} aria-level=${level}
      aria-selected=${editor.selection.includes(id)} aria-expanded=${isOpen} tabindex=${id === current ? 0 : -1}
      draggable=${thing.place !== null && !thing.single && this.renamed !== id}
      @click=${(/** @type {MouseEvent} */ event) => this.#click(event, id)} @dblclick=${() => editor.open(id)}
      @dragstart=${(/** @type {DragEvent} */ event) => this.#drag(event, id)}
      @dragover=${(/** @type {DragEvent} */ event) => this.#over(event, thing)}
      @drop=${(/** @type {DragEvent} */ event) => this.#dropped(event)}
      ><span class="twist" aria-hidden="true" @click=${(/** @type {Event} */ event) => this.#twist(event, id)}></span>${
        this.renamed === id ? this.#field(thing) : this.#name(thing)
      }</div>`;
  }

  /** @param {Thing} thing */
  #name(thing) {
    const { editor } = this;
    const title = titleOf(thing, (text) => editor.read(text));
    const slot = thing.place?.slot.at(-1) ?? "";
    const isPlain = PLAIN.includes(slot) || words(slot.replace(/Container$/, "")) === title;
    const problems = editor.problems.get(thing.id)?.length ?? 0;
    return html`<span class="kind">${kindOf(thing)}</span><span class="title">${title}</span>${
      isPlain || !isComponent(thing) ? nothing : html`<span class="slot">${words(slot)}</span>`
    }${problems ? html`<span class="count" title="${problems} to look at">${problems}</span>` : nothing}`;
  }

  /** @param {Thing} thing */
  #field(thing) {
    const done = (/** @type {Event} */ event, /** @type {boolean} */ isKept) => {
      if (this.renamed !== thing.id) return;
      this.renamed = undefined;
      const { value } = /** @type {HTMLInputElement} */ (event.target);
      if (isKept) this.editor.rename(thing.id, value.trim());
      this.editor.show();
      this.focus(thing.id);
    };
    const key = (/** @type {KeyboardEvent} */ event) => {
      event.stopPropagation();
      if (event.key === "Enter" || event.key === "Escape") done(event, event.key === "Enter");
    };
    return html`<input class="rename" aria-label="Name" .value=${titleOf(thing)} @keydown=${key}
      @blur=${(/** @type {Event} */ event) => done(event, true)} @click=${(/** @type {Event} */ event) => event.stopPropagation()}>`;
  }

  /** @param {string} id */
  rename(id) {
    this.renamed = id;
    this.editor.show();
    const field = /** @type {HTMLInputElement | null} */ (this.editor.element.querySelector(".rename"));
    field?.focus();
    field?.select();
  }

  /** @param {string} id */
  focus(id) {
    const row = this.editor.element.querySelector(`[data-row="${CSS.escape(id)}"]`);
    /** @type {HTMLElement | null} */ (row)?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  }

  /**
   * Opens all that holds a thing.
   * @param {string} id
   */
  reveal(id) {
    for (let around = this.editor.things.get(id)?.parent; around; around = around.parent) this.closed.delete(around.id);
  }

  /** @param {Event} event @param {string} id */
  #twist(event, id) {
    event.stopPropagation();
    this.#toggle(id, this.closed.has(id));
  }

  /** @param {string} id @param {boolean} isOpen */
  #toggle(id, isOpen) {
    if (isOpen) this.closed.delete(id);
    else this.closed.add(id);
    this.editor.show();
  }

  /** @param {MouseEvent} event @param {string} id */
  #click(event, id) {
    if (event.shiftKey) this.#reach(id);
    else this.editor.select([id], { more: event.metaKey || event.ctrlKey });
    this.focus(id);
  }

  /**
   * Selects all from the first that was selected to this one.
   * @param {string} id
   */
  #reach(id) {
    const ids = this.rows().map(({ thing }) => thing.id);
    const first = this.editor.selection[0] ?? id;
    const [from, to] = [ids.indexOf(first), ids.indexOf(id)].toSorted((a, b) => a - b);
    const range = ids.slice(Math.max(0, from), to + 1);
    this.editor.select([first, ...range.filter((one) => one !== first)]);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const row = /** @type {HTMLElement} */ (event.target).closest("[data-row]");
    const id = /** @type {HTMLElement | null} */ (row)?.dataset.row;
    if (id === undefined || event.defaultPrevented) return;
    const isPlain = !event.altKey && !event.metaKey && !event.ctrlKey;
    if (event.key === "F2") this.rename(id);
    else if (isPlain && event.key.startsWith("Arrow")) this.#arrow(event, id);
    else if (isPlain && (event.key === "Home" || event.key === "End"))
      this.#go(this.rows().at(event.key === "Home" ? 0 : -1));
    else if (event.key === "Enter") this.editor.open(id);
    else if (isPlain && event.key === " ") this.editor.select([id], { more: true });
    else if (isPlain && event.key.length === 1) this.#search(event.key, id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {KeyboardEvent} event @param {string} id */
  #arrow({ key, shiftKey }, id) {
    const rows = this.rows();
    const at = rows.findIndex(({ thing }) => thing.id === id);
    const { thing } = rows[at];
    const isOpen = thing.children.length > 0 && !this.closed.has(id);
    if (key === "ArrowUp" || key === "ArrowDown") {
      const next = rows[at + (key === "ArrowUp" ? -1 : 1)];
      if (next && shiftKey) this.editor.select([next.thing.id], { more: true });
      else this.#go(next);
      if (next) this.focus(next.thing.id);
    } else if (key === "ArrowLeft") {
      if (isOpen) this.#toggle(id, false);
      else if (thing.parent) this.#go({ thing: thing.parent });
    } else if (!isOpen && thing.children.length > 0) this.#toggle(id, true);
    else if (isOpen) this.#go({ thing: thing.children[0] });
  }

  /** @param {{ thing: Thing } | undefined} row */
  #go(row) {
    if (!row) return;
    this.editor.select([row.thing.id]);
    this.focus(row.thing.id);
  }

  /**
   * Goes to the next row whose name begins with what was typed.
   * @param {string} letter
   * @param {string} id
   */
  #search(letter, id) {
    const now = Date.now();
    this.#typed = now - this.#typedAt < SEARCH ? this.#typed + letter : letter;
    this.#typedAt = now;
    const rows = this.rows();
    const at = rows.findIndex(({ thing }) => thing.id === id) + (this.#typed.length > 1 ? 0 : 1);
    const typed = this.#typed.toLowerCase();
    const named = ({ thing = rows[0].thing }) => [titleOf(thing, (text) => this.editor.read(text)), kindOf(thing)];
    const fits = (/** @type {{ thing: Thing }} */ row) =>
      named(row).some((name) => name.toLowerCase().startsWith(typed));
    this.#go([...rows.slice(at), ...rows.slice(0, at)].find(fits));
  }

  /** @param {DragEvent} event @param {string} id */
  #drag(event, id) {
    if (!this.editor.selection.includes(id)) this.editor.select([id]);
    event.dataTransfer?.setData("text/plain", this.editor.clip(this.editor.selection));
    if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
  }

  /** @param {DragEvent} event @param {Thing} thing */
  #over(event, thing) {
    const row = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
    const part = (event.clientY - row.top) / row.height;
    const where = sideOf(thing, part);
    if (!where) return;
    event.preventDefault();
    if (this.#drop?.id === thing.id && this.#drop.where === where) return;
    this.#drop = { id: thing.id, where };
    this.editor.show();
  }

  /** @param {DragEvent} event */
  #dropped(event) {
    event.preventDefault();
    const drop = this.#drop;
    this.#leave();
    if (drop) this.editor.act("drop", { target: drop.id, side: drop.where });
  }

  #leave() {
    if (!this.#drop) return;
    this.#drop = undefined;
    this.editor.show();
  }
}
