// Taps, by whatever means they come.

import { blame } from "./fields.js";

/** @import { Life } from "./live.js" */

/**
 * Tells of taps on whatever has a `data-tap`. `values` answers what is entered in fields.
 * @param {Life} life
 * @param {() => Record<string, unknown>} values
 */
export function taps({ root, on, tell }, values) {
  /**
   * @param {HTMLElement} button
   * @param {string} by
   */
  const tap = (button, by) => {
    const { tap, value = "null", submit } = button.dataset;
    tell(/** @type {string} */ (tap), by, submit === "" ? values() : JSON.parse(value));
    if (submit === "") blame(root);
  };
  on(root, "click", (event) => {
    const button = buttonOf(event);
    if (/** @type {Element} */ (event.target).matches("[data-leave]")) tell("", "leave");
    if (!button) return;
    // A drawer would open by itself, too.
    if (button.localName === "summary") event.preventDefault();
    tap(button, "click");
  });
  // Real buttons turn Enter and Space into clicks themselves; those inside other buttons do not.
  on(root, "keydown", (event) => {
    const button = buttonOf(event);
    if (!button?.hasAttribute("tabindex") || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    tap(button, "key");
  });
}

/**
 * Finds the button that an event is about, unless it is switched off.
 * @param {Event} event
 */
function buttonOf({ target }) {
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("[data-tap]"));
  return button?.matches("[disabled],[aria-disabled]") ? undefined : button;
}
