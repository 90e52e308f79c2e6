// What lies over the page until it is closed: the browser keeps the focus in it, and it goes back where it was.
import { html } from "lit-html";
import { ref } from "lit-html/directives/ref.js";

/** @type {Element | null} */
let before = null;

/** Opens a dialog once it is there; gives the focus back once it is gone. */
function opened(element) {
  if (!element) return setTimeout(() => /** @type {HTMLElement} */ (before)?.focus?.());
  if (element.open) return undefined;
  before = document.activeElement;
  // It is not in the page yet.
  return queueMicrotask(() => element.isConnected && !element.open && element.showModal());
}

/** Shows a dialog. `close` is called on Escape and for a click beside it. */
export function modal(kind, label, close, body) {
  const cancel = (event) => {
    event.preventDefault();
    close();
  };
  const beside = (event) => event.target === event.currentTarget && close();
  return html`<dialog class=${kind} aria-label=${label} ${ref(opened)} @cancel=${cancel} @mousedown=${beside}>${body}</dialog>`;
}
