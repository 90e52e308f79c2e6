// A flow on the page: the screen on show, the next one that takes its place, and the time that steps wait.
// The module says where the customer is; this brings the page there.

/** @import { FlowState } from "./index.js" */

/**
 * A flow's way to its paywall.
 * @typedef {object} Player
 * @property {(place: HTMLElement) => () => void} next shows the next screen; the answer unmounts the former
 * @property {(timer: string) => void} over tells that a timer has run out
 * @property {() => boolean} back tells of the back key; true where the step uses it
 * @property {(paywalls: string[]) => void} prepare loads what these paywalls need
 */

/**
 * A flow on show.
 * @typedef {object} Flow
 * @property {HTMLElement} first the place of the first screen
 * @property {(state: FlowState) => void} follow brings the page to where the flow is
 * @property {(event: KeyboardEvent) => void} press hears the keys of the window
 * @property {() => void} leave ends timers
 */

/** The keys of remote controls that mean back; Tizen's and webOS's have codes of their own. */
const BACK_KEYS = ["Backspace", "GoBack", "BrowserBack"];
const BACK_CODES = [461, 10009];
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Moves along an axis: the former screen goes, and the next one comes from `way`, in percent.
 * @param {string} axis
 * @returns {(way: number) => PropertyIndexedKeyframes[]}
 */
const slide = (axis) => (way) => [
  { transform: ["none", `translate${axis}(${-way}%)`] },
  { transform: [`translate${axis}(${way}%)`, "none"] },
];

/**
 * The moves of the former and the next screen, by transition.
 * @type {Record<string, (way: number) => PropertyIndexedKeyframes[]>}
 */
const MOVES = {
  slide: slide("X"),
  verticalSlide: slide("Y"),
  fade: () => [{ opacity: [1, 0] }, { opacity: [0, 1] }],
};

/**
 * Makes a place for the screens of a flow in `element`. What a server wrote there goes into it, where it `stays`.
 * @param {Element} element
 * @param {boolean} stays
 * @param {string} transition
 * @param {Player} player
 * @returns {Flow}
 */
export function enter(element, stays, transition, player) {
  const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
  const written = [...root.childNodes];
  const stage = root.appendChild(document.createElement("div"));
  const first = stage.appendChild(document.createElement("div"));
  const within = stays && first.attachShadow({ mode: "open" });
  // A move, where browsers know it, leaves the focus and scrolling as they are.
  const move = /** @type {"insertBefore"} */ ("moveBefore" in root ? "moveBefore" : "insertBefore");
  for (const node of written) within ? within[move](node, null) : node.remove();

  /** @param {KeyboardEvent} event */
  const press = (event) => {
    const { key, keyCode } = event;
    // Seen from outside, an event in a shadow root is about its host.
    const [target] = event.composedPath();
    const isBack = BACK_KEYS.includes(key) || BACK_CODES.includes(keyCode);
    if (!isBack || /** @type {Element} */ (target).matches?.("input,textarea")) return;
    // A key that the step does not use is the page's.
    if (player.back()) event.preventDefault();
  };

  let place = first;
  /** @type {number | undefined} */
  let seen;
  const wait = waiting(player);
  return {
    first,
    press,
    follow({ visit, back, next, timers, paused, done }) {
      if (visit !== seen) {
        const former = seen !== undefined && place;
        seen = visit;
        if (former) {
          place = stage.appendChild(document.createElement("div"));
          const unmount = player.next(place);
          cover(stage, former, place, unmount, MOVES[transition]?.(back ? -100 : 100));
        }
        (globalThis.requestIdleCallback ?? setTimeout)(() => player.prepare(next ?? []));
      }
      wait((!paused && !done && timers) || {});
    },
    leave() {
      wait({});
    },
  };
}

/**
 * Covers the former screen with the next one; then it goes.
 * @param {HTMLElement} stage
 * @param {HTMLElement} former
 * @param {HTMLElement} place
 * @param {() => void} unmount
 * @param {PropertyIndexedKeyframes[] | undefined} moves
 */
function cover(stage, former, place, unmount, moves) {
  const gone = () => {
    unmount();
    former.remove();
    stage.removeAttribute("style");
  };
  if (!moves || !stage.animate || matchMedia("(prefers-reduced-motion: reduce)").matches) return gone();
  stage.style.cssText = "position:relative;overflow:hidden";
  former.style.cssText = "position:absolute;top:0;left:0;width:100%";
  former.animate(moves[0], 250);
  place.animate(moves[1], 250).onfinish = gone;
}

/**
 * Answers what starts the timers that are due, by the milliseconds they have, and stops all others.
 * @param {Player} player
 */
function waiting({ over }) {
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  const timers = new Map();
  return (/** @type {Record<string, number | null>} */ due) => {
    for (const [id, timer] of timers) {
      if (due[id]) continue;
      clearTimeout(timer);
      timers.delete(id);
    }
    for (const id in due) {
      if (!due[id] || timers.has(id)) continue;
      // Longer waits than a timer can count would end at once.
      timers.set(
        id,
        setTimeout(() => over(id), Math.min(/** @type {number} */ (due[id]), LONGEST_TIMER)),
      );
    }
  };
}

/**
 * Loads the pictures in what `render` answered.
 * @param {string[]} answers
 */
export function loadPictures(answers) {
  for (const answer of answers) {
    const { ok } = JSON.parse(answer);
    const urls = `${ok?.html}${ok?.css}`.matchAll(/<img [^>]*?src="([^"]*)|poster="([^"]*)|url\("([^"]*)/g);
    for (const [, ...found] of urls)
      new Image().src = /** @type {string} */ (found.find(Boolean)).replace(/&amp;/g, "&");
  }
}
