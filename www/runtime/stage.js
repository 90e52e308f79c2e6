// A place for a paywall on the page: its shadow root, its style sheets, and the focus of each of its pages.

/**
 * Makes a sheet one that the browser reads: newer ones read all as it is.
 * @type {(css: string, root: ShadowRoot) => string}
 */
let readable = (css) => css;

/** Loads what older browsers need to read the sheets. */
export async function prepare() {
  if (globalThis.CSS && !CSS.supports("scale", "1")) readable = (await import("./older.js")).older;
}

/**
 * @typedef {object} Stage
 * @property {ShadowRoot} root
 * @property {Element | null | undefined} shown what a server wrote, where it stays
 * @property {(own: boolean, css: string) => void} style replaces the rules of a sheet; called by the module
 * @property {() => void} dress makes the sheets anew, for another document
 * @property {(event: FocusEvent) => void} focused hears where the focus is
 * @property {(events: string, page: string, first: string) => void} hear called by the module after a change
 */

/**
 * Makes a place for a paywall in `element`. `adopt` leaves what is in its shadow root, as what a server wrote.
 * `nonce` is for style elements, where sheets cannot be adopted. `tell` hears what happens, as the JSON of a list.
 * @param {Element} element
 * @param {boolean} adopt
 * @param {string | undefined} nonce
 * @param {(events: string) => void} tell
 * @returns {Stage}
 */
export function stage(element, adopt, nonce, tell) {
  const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
  if (!adopt) clear(root);
  const own = root.querySelector("style");
  const written = own?.textContent ?? "";
  if (own && written !== readable(written, root)) own.textContent = readable(written, root);
  /** @type {(HTMLStyleElement | CSSStyleSheet | null)[]} */
  const sheets = [own];
  /** @type {string[]} */
  const rules = [];
  /**
   * The `data-tap` value that had the focus last, by the page's name.
   * @type {Record<string, string | undefined>}
   */
  const focused = {};
  /** @type {string | undefined} */
  let page;
  /**
   * @param {string} css
   * @param {number} index
   */
  const write = (css, index) => {
    rules[index] = css;
    const sheet = (sheets[index] ??= addSheet(root, nonce));
    if ("replaceSync" in sheet) sheet.replaceSync(readable(css, root));
    else sheet.textContent = readable(css, root);
  };
  return {
    root,
    shown: adopt ? root.querySelector(".paywall") : undefined,
    style: (own, css) => write(css, +own),
    dress() {
      // A sheet belongs to one document; elements go along.
      sheets.forEach((sheet, index) => sheet && "replaceSync" in sheet && (sheets[index] = null));
      rules.forEach(write);
    },
    focused({ target }) {
      focused[/** @type {string} */ (page)] = /** @type {HTMLElement} */ (target).dataset.tap;
    },
    hear(events, name, first) {
      // In a page that a server wrote, an element may have the focus before the script comes: it keeps it.
      const stays = page === name || (adopt && page === undefined);
      page = name;
      /** @param {string | undefined} tap */
      const target = (tap) => /** @type {HTMLElement | null} */ (root.querySelector(`[data-tap="${tap}"]`));
      // A page begins at its top, wherever its first focus is; one that is shown again goes on where it was.
      if (!stays) (target(focused[page]) ?? target(first))?.focus({ preventScroll: !focused[page] });
      tell(events);
    },
  };
}

/**
 * @param {ShadowRoot} root
 * @param {string | undefined} nonce
 */
function addSheet(root, nonce) {
  const { ownerDocument } = root;
  if (!root.adoptedStyleSheets || !ownerDocument.defaultView) {
    const style = ownerDocument.createElement("style");
    if (nonce) style.setAttribute("nonce", nonce);
    return root.appendChild(style);
  }
  const sheet = new ownerDocument.defaultView.CSSStyleSheet();
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  return sheet;
}

/**
 * Takes the paywall off the page.
 * @param {ShadowRoot} root
 */
export function clear(root) {
  root.textContent = "";
  if (root.adoptedStyleSheets) root.adoptedStyleSheets = [];
}
