// The focus: arrow keys, the back key, and dialogs that keep it.

/** @import { Life } from "./live.js" */
/** @typedef {[x: number, y: number]} Way */

/**
 * The ways of arrow keys, by the codes that remotes send, too.
 * @type {Record<number, Way>}
 */
const WAYS = { 37: [-1, 0], 38: [0, -1], 39: [1, 0], 40: [0, 1] };
/** The codes of Back: Escape, Backspace, and those of browsers, webOS and Tizen. */
const BACK = [27, 8, 166, 461, 10009];
const ESCAPE = 27;
const BACKSPACE = 8;
const TAB = 9;
const FOCUSABLE =
  "button:not([disabled]),input:not([disabled]),a[href],summary,video[controls],[tabindex='0']:not([aria-disabled])";

/**
 * Lets keys move the focus. The answer gives it to the paywall, where it should have it from the start.
 * @param {Life} life
 * @param {boolean | undefined} dialog
 * @param {(carousel: HTMLElement, step: number) => void} turn
 */
export function focus({ root, on, tell }, dialog, turn) {
  const isTelevision = root.querySelector(".paywall.television");
  const focused = () => /** @type {HTMLElement | null} */ (root.activeElement);

  /** @param {KeyboardEvent} event */
  const keep = (event) => {
    const all = focusable(root);
    if (event.shiftKey) all.reverse();
    if (!focused() || focused() === all[all.length - 1]) go(event, all[0]);
  };

  /**
   * @param {KeyboardEvent} event
   * @param {Way} way
   */
  const move = (event, way) => {
    const from = focused();
    if (way[0] && from?.matches(".slides")) {
      event.preventDefault();
      const step = getComputedStyle(from).direction === "rtl" ? -way[0] : way[0];
      return turn(/** @type {HTMLElement} */ (from.parentNode), step);
    }
    // In a text, the keys move the cursor.
    if (way[0] && from?.matches(".input")) return;
    const group = from?.closest("[role=radiogroup]");
    const within = isTelevision ? root : group;
    if (!within || from?.localName === "video") return;
    const all = focusable(within);
    const target = from ? (around(from, way) ?? towards(from, way, all)) : all[0];
    if (go(event, target) && !isTelevision) target?.click();
  };

  const { ownerDocument } = root;
  on(ownerDocument, "keydown", (/** @type {KeyboardEvent} */ event) => {
    const { keyCode, altKey, ctrlKey, metaKey } = event;
    const active = ownerDocument.activeElement;
    const other = active?.closest("dialog");
    const isKept = dialog && (!other || other.contains(root.host));
    const isOurs = focused() || isKept || (isTelevision && active === ownerDocument.body);
    if (!isOurs || altKey || ctrlKey || metaKey || /** @type {HTMLElement} */ (root.host).inert) return;
    // In a text, Backspace takes the last letter away.
    const isWriting = keyCode === BACKSPACE && focused()?.matches(".input");
    if (BACK.includes(keyCode) && !isWriting) {
      // The platform's own dialog would close, or tell it again.
      if (dialog && keyCode === ESCAPE) event.preventDefault();
      tell("", "back");
    }
    if (keyCode === TAB && dialog) keep(event);
    if (WAYS[keyCode]) move(event, WAYS[keyCode]);
  });

  return () => {
    if ((dialog || isTelevision) && !focused()) focusable(root)[0]?.focus();
  };
}

/**
 * Gives the focus to `target`; false, where there is none.
 * @param {KeyboardEvent} event
 * @param {HTMLElement | undefined} target
 */
function go(event, target) {
  if (!target) return false;
  event.preventDefault();
  target.focus();
  return true;
}

/**
 * Lists the elements that can have the focus now.
 * @param {ParentNode} within
 */
function focusable(within) {
  const all = /** @type {HTMLElement[]} */ ([...within.querySelectorAll(FOCUSABLE)]);
  const isSeen = (/** @type {HTMLElement} */ one) => one.getClientRects().length && (one.checkVisibility?.() ?? true);
  // The first slide stands once more behind the last one of a carousel without an end, and takes no focus there.
  return all.filter((one) => isSeen(one) && !one.closest("[inert]"));
}

/**
 * Finds the next element in a carousel without an end, which sideways keys do not leave: behind its last slide comes
 * the first one, and the other way round.
 * @param {HTMLElement} from
 * @param {Way} way
 */
function around(from, way) {
  const slides = from.closest("[data-loop]>.slides");
  if (!slides || !way[0]) return;
  const all = focusable(slides);
  const isForwards = way[0] > 0 === (getComputedStyle(slides).direction !== "rtl");
  return towards(from, way, all) ?? all[isForwards ? 0 : all.length - 1];
}

/**
 * Finds the nearest element that lies in this way.
 * @param {HTMLElement} from
 * @param {Way} way
 * @param {HTMLElement[]} all
 */
function towards(from, way, all) {
  const start = from.getBoundingClientRect();
  let best;
  let least = Infinity;
  for (const one of all) {
    if (one === from) continue;
    const far = distance(start, one.getBoundingClientRect(), way);
    if (far < least) [best, least] = [one, far];
  }
  return best;
}

/**
 * Measures how far a box is: the way ahead, and the way beside, which counts more; infinite for a box that does not lie
 * ahead.
 * @param {DOMRect} start
 * @param {DOMRect} box
 * @param {Way} way
 */
function distance(start, box, [x, y]) {
  const across = box.left + box.right - start.left - start.right;
  const down = box.top + box.bottom - start.top - start.bottom;
  const ahead = (x * across + y * down) / 2;
  if (ahead <= 1) return Infinity;
  const beside = x
    ? Math.max(0, box.top - start.bottom, start.top - box.bottom)
    : Math.max(0, box.left - start.right, start.left - box.right);
  return ahead + 4 * beside + Math.abs(x ? down : across) / 20;
}
