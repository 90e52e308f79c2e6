// Fields: what customers enter stays in them, and leaves the page only with the tap that submits it. The page keeps it
// while the paywall is on show, for a page or a screen of a flow that is left and comes back.

/** @import { Life } from "./live.js" */
/** @typedef {string | string[]} Entered */
/** @typedef {Map<string, Entered>} Entries what was entered, by paywall and field */

/**
 * Looks after fields. `refresh` is to be called after every change of the page; `values` answers what is entered, by
 * the names of the fields.
 * @param {Life} life
 * @param {string} name the paywall's
 * @param {Entries} entries
 */
export function fields({ root, on }, name, entries) {
  /** @type {WeakSet<HTMLElement>} */
  const known = new WeakSet();
  const key = (/** @type {HTMLElement} */ field) => `${name}/${field.dataset.field}`;
  const all = () => /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-field]")]);

  on(root, "input change", ({ target }) => {
    const field = /** @type {HTMLElement | null} */ (target.closest("[data-field]"));
    if (field) entries.set(key(field), entry(field));
  });
  on(root, "keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches(".input") || event.isComposing) return;
    const button = root.querySelector("[data-submit]");
    if (button instanceof HTMLElement) button.click();
  });

  const refresh = () => {
    for (const field of all()) {
      const value = entries.get(key(field));
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
