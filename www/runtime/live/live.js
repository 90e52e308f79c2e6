// Brings a mounted paywall to life: taps, countdowns, carousels, videos, the focus. It decides nothing: it tells the
// module what happened, and the module changes the page. docs/page.md lists the attributes by which the two understand
// each other.
import { carousels } from "./carousels.js";
import { fields } from "./fields.js";
import { focus } from "./focus.js";
import { taps } from "./taps.js";
import { timers } from "./timers.js";
import { videos } from "./videos.js";
import { soon } from "../stage.js";
import { viewOf, watch } from "../world.js";

/** @import { Entries } from "./fields.js" */
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
 * @property {Entries} entries
 * @property {number} ahead milliseconds that the customer's time is ahead of the page's
 * @property {boolean} [dialog] keeps the focus inside
 * @property {() => Promise<{ default: StreamPlayer }>} [hls] loads the app's player of streams
 * @property {boolean} isLate lets the focus wait for the next frame
 * @property {Tell} tell
 * @property {(event: KeyboardEvent) => void} [press] hears the keys of the window, for a flow
 * @property {(event: FocusEvent) => void} focused hears where the focus is
 * @property {() => void} adapt hears that the world around the paywall changed
 * @property {() => void} moved hears that the paywall came to another document
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
export function live(root, { name, entries, ahead, dialog, hls, isLate, tell, press, focused, adapt, moved }) {
  /** @type {Life["ends"]} */
  const ends = [];
  /** @type {Life["on"]} */
  const on = (target, types, listener) => {
    for (const type of types.split(" ")) {
      target.addEventListener(type, listener, true);
      ends.push(() => target.removeEventListener(type, listener, true));
    }
  };
  const view = viewOf(root);
  ends.push(watch(view, adapt));
  if (!("inert" in HTMLElement.prototype)) on(view, "click keydown", hold);
  on(root, "focusin", focused);
  if (press) on(view, "keydown", press);
  const life = { root, on, tell, ends };
  const field = fields(life, name, entries);
  taps(life, field.values);
  const carousel = carousels(life);
  const refreshes = [videos(life, hls), carousel.refresh, field.refresh, timers(life, name, ahead)];
  const enter = focus(life, dialog, carousel.turn);
  const refresh = () => refreshes.forEach((one) => one());
  const announcer = root.querySelector(".announcer") ?? announce(root);
  Object.assign(announcer, { moved });
  refresh();
  let isOver = false;
  ends.push(() => (isOver = true));
  const begin = () => isOver || enter();
  isLate ? view.requestAnimationFrame(begin) : soon(root, begin);
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

/**
 * Keeps taps and keys from what is inert, in browsers that do not know of it.
 * @param {Event} event
 */
function hold(event) {
  if (!event.composedPath().some((one) => /** @type {HTMLElement} */ (one).inert)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

/**
 * Makes the element that speaks to screen readers. It hears when it comes to another document, as custom elements do.
 * @param {ShadowRoot} root
 */
function announce(root) {
  const name = "paywall-announcer";
  if (!customElements.get(name)) {
    customElements.define(
      name,
      class extends HTMLElement {
        adoptedCallback() {
          /** @type {any} */ (this).moved?.();
        }
      },
    );
  }
  const announcer = root.appendChild(document.createElement(name));
  announcer.className = "announcer";
  announcer.setAttribute("role", "status");
  return announcer;
}
