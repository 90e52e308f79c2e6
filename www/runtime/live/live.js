// Brings a mounted paywall to life: taps, countdowns, carousels, videos, the focus. It decides nothing: it tells the
// module what happened, and the module changes the page. docs/page.md lists the attributes by which the two understand
// each other.
import { carousels } from "./carousels.js";
import { focus } from "./focus.js";
import { taps } from "./taps.js";
import { timers } from "./timers.js";
import { videos } from "./videos.js";

/** @import { StreamPlayer } from "../index.js" */

/**
 * Tells the module of a tap or, where `tap` is empty, of something else.
 * @typedef {(tap: string, by: string, value?: unknown) => unknown} Tell
 */

/**
 * A paywall on show, as its parts see it.
 * @typedef {object} Life
 * @property {ShadowRoot} root
 * @property {Tell} tell
 * @property {(target: EventTarget, types: string, listener: (event: any) => void) => void} on listens until it ends
 * @property {(() => void)[]} ends are called when the paywall goes
 */

/**
 * @typedef {object} Setting
 * @property {string} name the paywall's
 * @property {number} ahead milliseconds that the customer's time is ahead of the page's
 * @property {boolean} [dialog] keeps the focus inside
 * @property {() => Promise<{ default: StreamPlayer }>} [hls] loads the app's player of streams
 * @property {boolean} isLate lets the focus wait for the next frame
 * @property {Tell} tell
 */

/**
 * @typedef {object} Live
 * @property {() => void} refresh is to be called after every change of the page
 * @property {(text: string) => void} say announces a text to screen readers
 * @property {() => void} stop is to be called when the paywall goes
 */

/**
 * Brings the paywall in `root` to life.
 * @param {ShadowRoot} root
 * @param {Setting} setting
 * @returns {Live}
 */
export function live(root, { name, ahead, dialog, hls, isLate, tell }) {
  /** @type {Life["ends"]} */
  const ends = [];
  /** @type {Life["on"]} */
  const on = (target, types, listener) => {
    for (const type of types.split(" ")) {
      target.addEventListener(type, listener, true);
      ends.push(() => target.removeEventListener(type, listener, true));
    }
  };
  const life = { root, on, tell, ends };
  taps(life);
  const carousel = carousels(life);
  const refreshes = [videos(life, hls), carousel.refresh, timers(life, name, ahead)];
  const enter = focus(life, dialog, carousel.turn);
  const refresh = () => refreshes.forEach((one) => one());
  let announcer = root.querySelector(".announcer");
  if (!announcer) {
    announcer = root.appendChild(document.createElement("div"));
    announcer.className = "announcer";
    announcer.setAttribute("role", "status");
  }
  refresh();
  isLate ? requestAnimationFrame(enter) : enter();
  return {
    refresh,
    say(text) {
      announcer.textContent = text;
    },
    stop() {
      for (const end of ends) end();
    },
  };
}
