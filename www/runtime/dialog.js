// A paywall as a modal dialog. The focus is kept inside by `live/focus.js`.

/**
 * Makes `element` a dialog of this name. The answer makes it what it was, and puts the focus where it was.
 * @param {Element} element
 * @param {string} label
 */
export function becomeDialog(element, label) {
  const before = /** @type {HTMLElement | null} */ (element.ownerDocument.activeElement);
  // The platform's own dialog is the one that has the name.
  element = element.closest("dialog") ?? element;
  /** @type {string[]} */
  const added = [];
  for (const [name, value] of Object.entries({ role: "dialog", "aria-modal": "true", "aria-label": label })) {
    if (element.hasAttribute(name)) continue;
    element.setAttribute(name, value);
    added.push(name);
  }
  return () => {
    before?.focus();
    for (const name of added) element.removeAttribute(name);
  };
}
