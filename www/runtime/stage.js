// A place for a paywall on the page: its shadow root, its style sheets, and the focus of each of its pages.
import { nodes } from "./nodes.js";

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
 * @property {(tree: string) => Node} make makes the nodes of a tree that is written in JSON; called by the module
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
    const text = readable(css, root);
    const former = sheets[index];
    const isElement = former && !("replaceSync" in former);
    const shared = index || isElement ? undefined : sharedSheet(root, text);
    if (shared) {
      const others = root.adoptedStyleSheets.filter((one) => one !== former);
      root.adoptedStyleSheets = [(sheets[index] = shared), ...others];
      return;
    }
    const sheet = (sheets[index] ??= addSheet(root, nonce));
    if ("replaceSync" in sheet) sheet.replaceSync(text);
    else sheet.textContent = text;
  };
  return {
    root,
    shown: adopt ? root.querySelector(".paywall") : undefined,
    style: (own, css) => write(css, +own),
    make: (tree) => nodes(JSON.parse(tree), root.ownerDocument),
    dress() {
      // A sheet belongs to one document; elements go along.
      sheets.forEach((sheet, index) => sheet && "replaceSync" in sheet && (sheets[index] = null));
      rules.forEach(write);
    },
    focused({ target }) {
      focused[/** @type {string} */ (page)] = /** @type {HTMLElement} */ (target).dataset.tap;
    },
    hear(events, name, first) {
      const isFirst = page === undefined;
      // In a page that a server wrote, an element may have the focus before the script comes: it keeps it.
      const stays = page === name || (adopt && isFirst);
      page = name;
      /** @param {string | undefined} tap */
      const target = (tap) => /** @type {HTMLElement | null} */ (root.querySelector(`[data-tap="${tap}"]`));
      const next = stays ? undefined : (target(focused[page]) ?? target(first));
      // A page begins at its top, wherever its first focus is; one that is shown again goes on where it was.
      const enter = () => next?.focus({ preventScroll: !focused[name] });
      isFirst ? soon(root, enter) : enter();
      tell(events);
    },
  };
}

/**
 * Gives the focus to a paywall that was just mounted, before the browser does anything else, unless something took it
 * meanwhile. A focus makes the browser lay the page out at once, so whoever mounts has done all it does to the page
 * first.
 * @param {ShadowRoot} root
 * @param {() => void} enter
 */
export function soon(root, enter) {
  const { ownerDocument } = root;
  const { activeElement } = ownerDocument;
  queueMicrotask(() => ownerDocument.activeElement === activeElement && enter());
}

/**
 * The sheet of a paywall that was made last, by its window. The same paywall, shown again, has the same one, and the
 * browser need not read it again. Nothing changes it.
 * @type {WeakMap<Window, { css: string, sheet: CSSStyleSheet }>}
 */
const latest = new WeakMap();

/**
 * Answers the sheet of these rules; undefined where sheets cannot be adopted.
 * @param {ShadowRoot} root
 * @param {string} css
 */
function sharedSheet(root, css) {
  const view = viewOfSheets(root);
  if (!view) return undefined;
  let last = latest.get(view);
  if (last?.css !== css) {
    last = { css, sheet: new view.CSSStyleSheet() };
    last.sheet.replaceSync(css);
    latest.set(view, last);
  }
  return last.sheet;
}

/**
 * Adds an empty sheet.
 * @param {ShadowRoot} root
 * @param {string | undefined} nonce
 */
function addSheet(root, nonce) {
  const view = viewOfSheets(root);
  if (!view) {
    const style = root.ownerDocument.createElement("style");
    if (nonce) style.setAttribute("nonce", nonce);
    return root.appendChild(style);
  }
  const sheet = new view.CSSStyleSheet();
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  return sheet;
}

/**
 * Answers the window whose sheets the root can adopt, if it can.
 * @param {ShadowRoot} root
 */
function viewOfSheets(root) {
  return root.adoptedStyleSheets && root.ownerDocument.defaultView;
}

/**
 * Takes the paywall off the page.
 * @param {ShadowRoot} root
 */
export function clear(root) {
  root.textContent = "";
  if (root.adoptedStyleSheets) root.adoptedStyleSheets = [];
}
