// Completes tokens: `${` lists what may stand there, with the values that they have now.
import { html, noChange, render } from "lit-html";
import { Directive, directive } from "lit-html/directive.js";

/** @import { Editor } from "./editor.js" */

/** The most that is offered at once. */
const MOST = 8;

/** Variables of products and of the state that texts name most. */
const COMMON = [
  ...["name", "price", "period", "duration", "pricePerDay", "pricePerWeek", "pricePerMonth", "pricePerYear"].map(
    (name) => `sku.${name}`,
  ),
  ...["freeTrialEligible", "freeTrialDuration", "freeTrialEndDate", "introEligible", "introductoryPrice"].map(
    (name) => `sku.${name}`,
  ),
  ...["introductoryPeriod", "introductoryDuration", "promoEligible", "promoPrice", "promoDuration"].map(
    (name) => `sku.${name}`,
  ),
  ...["percentagePriceDifferenceFromSku:1", "display_text", "id"].map((name) => `sku.${name}`),
  ...["currentGroupName", "isLoggedIn", "formFactor", "darkMode", "currentPage"].map((name) => `state.${name}`),
];

/**
 * Lists the tokens that begin so, or have it in them, with the values that they have now.
 * @param {Editor} editor
 * @param {string} begun
 * @param {(offers: { name: string, value: string }[]) => void} [early] gets them before their values are known
 */
export async function offers({ texts, values }, begun, early) {
  const typed = begun.toLowerCase();
  const names = [...COMMON, ...texts.keys().map((key) => `text.${key}`)];
  const known = names.filter((name) => name.toLowerCase().includes(typed));
  const isLater = (/** @type {string} */ name) => Number(!name.toLowerCase().startsWith(typed));
  const first = known.toSorted((a, b) => isLater(a) - isLater(b)).slice(0, MOST);
  early?.(first.map((name) => ({ name, value: "" })));
  const now = await values(first);
  const found = first.map((name) => ({ name, value: now[name] ?? "" }));
  early?.(found);
  return found;
}

/** The list that is open, if one is. */
class List {
  /** @type {HTMLElement} */
  element = Object.assign(document.createElement("div"), { className: "completions", id: "completions" });
  chosen = 0;
  /** @type {{ name: string, value: string }[]} */
  offers = [];

  /** @param {Editor} editor @param {HTMLInputElement | HTMLTextAreaElement} field */
  constructor(editor, field) {
    this.editor = editor;
    this.field = field;
    this.element.role = "listbox";
    this.element.ariaLabel = "Tokens";
    editor.element.append(this.element);
    field.setAttribute("aria-controls", "completions");
    field.setAttribute("aria-autocomplete", "list");
  }

  /** @param {string} begun */
  offer(begun) {
    this.chosen = 0;
    offers(this.editor, begun, (found) => {
      this.offers = found;
      this.show();
    });
  }

  show() {
    const box = this.field.getBoundingClientRect();
    const around = this.editor.element.getBoundingClientRect();
    const { style } = this.element;
    style.left = `${Math.max(0, Math.min(box.left, around.right - 340) - around.left)}px`;
    style.top = `${box.bottom - around.top + 2}px`;
    if (this.offers[this.chosen]) this.field.setAttribute("aria-activedescendant", `completion-${this.chosen}`);
    const pick = (/** @type {number} */ index) => (/** @type {Event} */ event) => {
      event.preventDefault();
      this.chosen = index;
      this.take();
    };
    render(
      this.offers.map(
        (
          { name, value },
          index,
        ) => html`<div role="option" id="completion-${index}" aria-selected=${index === this.chosen}
          @pointerdown=${pick(index)}><code>${name}</code><span>${value}</span></div>`,
      ),
      this.element,
    );
  }

  /** @param {number} by */
  go(by) {
    this.chosen = (this.chosen + by + this.offers.length) % this.offers.length;
    this.show();
  }

  take() {
    const { field } = this;
    const offer = this.offers[this.chosen];
    const end = field.selectionStart ?? 0;
    const start = field.value.lastIndexOf("${", end) + 2;
    const tail = field.value.slice(end).replace(/^[\w.:-]*\}?/, "");
    field.value = `${field.value.slice(0, start)}${offer.name}}${tail}`;
    const caret = start + offer.name.length + 1;
    field.setSelectionRange(caret, caret);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    this.close();
  }

  close() {
    this.element.remove();
    this.field.removeAttribute("aria-activedescendant");
    this.field.removeAttribute("aria-controls");
    if (open === this) open = undefined;
  }
}

/** @type {List | undefined} */
let open;

/** @param {Editor} editor @param {HTMLInputElement | HTMLTextAreaElement} field */
export function attach(editor, field) {
  field.addEventListener("input", () => {
    const before = field.value.slice(0, field.selectionStart ?? 0);
    const begun = /\$\{([\w.:-]*)$/.exec(before)?.[1];
    if (begun === undefined) {
      open?.close();
      return;
    }
    if (open?.field !== field) {
      open?.close();
      open = new List(editor, field);
    }
    open.offer(begun);
  });
  field.addEventListener("keydown", (/** @type {any} */ event) => {
    if (open?.field !== field || open.offers.length === 0) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") open.go(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" || event.key === "Tab") open.take();
    else if (event.key === "Escape") open.close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  field.addEventListener("blur", () => open?.field === field && open.close());
}

class Completes extends Directive {
  #isAttached = false;

  /** @param {any} part @param {[Editor]} editor */
  update(part, [editor]) {
    if (!this.#isAttached) attach(editor, part.element);
    this.#isAttached = true;
    return noChange;
  }

  render() {
    return noChange;
  }
}

/** Completes tokens in a field. */
export const completes = /** @type {(editor: Editor) => any} */ (directive(/** @type {any} */ (Completes)));
