// Taps, by whatever means they come.

/** @import { Life } from "./live.js" */

/**
 * Tells of taps on whatever has a `data-tap`.
 * @param {Life} life
 */
export function taps({ root, on, tell }) {
  on(root, "click", (event) => {
    const button = buttonOf(event);
    if (!button) return;
    // A drawer would open by itself, too.
    if (button.localName === "summary") event.preventDefault();
    const { tap, value = "null" } = button.dataset;
    tell(/** @type {string} */ (tap), "click", JSON.parse(value));
  });
  // Real buttons turn Enter and Space into clicks themselves; those inside other buttons do not.
  on(root, "keydown", (event) => {
    const button = buttonOf(event);
    if (!button?.hasAttribute("tabindex") || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    tell(/** @type {string} */ (button.dataset.tap), "key");
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
