// Fields: what customers enter stays in them, and leaves the page only with the tap that submits it.

/** @import { Life } from "./live.js" */
/** @typedef {string | string[]} Entered */

/**
 * Looks after fields. `refresh` is to be called after every change of the page; `values` answers what is entered, by
 * the names of the fields.
 * @param {Life} life
 */
export function fields({ root, on }) {
  /**
   * What was entered, for fields of a page that is left and comes back.
   * @type {Map<string | undefined, Entered>}
   */
  const entered = new Map();
  /** @type {WeakSet<HTMLElement>} */
  const known = new WeakSet();
  const all = () => /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-field]")]);

  on(root, "input change", ({ target }) => {
    const field = /** @type {HTMLElement | null} */ (target.closest("[data-field]"));
    if (field) entered.set(field.dataset.field, entry(field));
  });
  on(root, "keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches(".input") || event.isComposing) return;
    const button = root.querySelector("[data-submit]");
    if (button instanceof HTMLElement) button.click();
  });

  const refresh = () => {
    for (const field of all()) {
      const value = entered.get(field.dataset.field);
      if (!known.has(field) && value !== undefined) fill(field, value);
      known.add(field);
    }
  };
  const values = () => Object.fromEntries(all().map((field) => [field.dataset.field, entry(field)]));
  return { refresh, values };
}

/**
 * Gives the focus to the first field that is wrong. One without words of the author's gets the browser's.
 * @param {ShadowRoot} root
 */
export function blame(root) {
  const wrong = root.querySelector("[aria-invalid]");
  const input = wrong?.matches("input") ? wrong : wrong?.querySelector("input");
  if (!input) return;
  /** @type {HTMLInputElement} */ (input).focus();
  if (!wrong?.nextElementSibling) /** @type {HTMLInputElement} */ (input).reportValidity();
}

/** @param {HTMLElement} field */
const inputs = (field) => [...field.querySelectorAll("input")];

/**
 * Answers the text of a field, or the values of the choices that are ticked.
 * @param {HTMLElement} field
 * @returns {Entered}
 */
function entry(field) {
  const text = field.querySelector(".input");
  if (text) return /** @type {HTMLInputElement} */ (text).value;
  return inputs(field).flatMap(({ checked, value }) => (checked ? value : []));
}

/**
 * @param {HTMLElement} field
 * @param {Entered} value
 */
function fill(field, value) {
  for (const input of inputs(field)) {
    if (typeof value === "string") input.value = value;
    else input.checked = value.includes(input.value);
  }
}
