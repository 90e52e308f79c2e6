// Places for paywalls: over the whole screen, as a dialog in its middle, as a sheet from below, or in the page. Only
// apps that import it pay for it.

import { attachTo } from "./attach.js";
import { deal } from "./deal.js";

/** @import { Outcome, OutcomeOptions, PresentOptions } from "./present.js" */
/** @import { Paywall, Request, Runtime } from "./index.js" */
/** @typedef {NonNullable<PresentOptions["as"]>} Kind */

/** The layer above everything in the page. */
const TOP = "2147483646";
const BACK = "rgba(0,0,0,.5)";
const FIXED = "position:fixed;left:0;top:0;width:100%;height:100%";
/** The rules that take back the looks of the browser's dialogs. */
const PLAIN = "margin:0;padding:0;border:0;max-width:none;max-height:none;overflow:hidden;color:inherit";

/**
 * The looks of places, and the heights of their paywalls; without a height it is as high as the screen.
 * A paywall's fixed parts are fixed to its box.
 * @type {Record<Kind, { height?: string, box: string }>}
 */
const PLACES = {
  fullscreen: { box: FIXED },
  modal: {
    height: "min(760px,90vh)",
    box: "position:fixed;left:50%;top:50%;width:480px;max-width:92%;transform:translate(-50%,-50%);border-radius:16px",
  },
  sheet: {
    height: "85vh",
    box: "position:fixed;left:50%;bottom:0;width:640px;max-width:100%;transform:translateX(-50%);border-radius:16px 16px 0 0",
  },
  // In browsers that do not know `contain`, a move by nothing keeps the fixed parts in the box.
  inline: { height: "auto", box: "position:relative;transform:translate(0)" },
};

/**
 * The moves with which places come.
 * @type {Partial<Record<Kind, Keyframe[]>>}
 */
const COMES = {
  fullscreen: [{ opacity: 0 }, { opacity: 1 }],
  modal: [{ opacity: 0 }, { opacity: 1 }],
  sheet: [{ transform: "translate(-50%,100%)" }, { transform: "translate(-50%,0)" }],
};

/**
 * Shows a paywall in a place of its own, or launches one and answers how it ended.
 * @type {typeof import("./present.js").present}
 */
export const present = /** @type {any} */ (
  (/** @type {any} */ it, /** @type {any} */ ...rest) => (it.mount ? put(it, ...rest) : run(it, ...rest))
);

/**
 * Launches a paywall, shows it, and answers how it ended.
 * @param {Runtime | Promise<Runtime>} runtime
 * @param {string | Request} [target]
 * @param {OutcomeOptions} [options]
 * @returns {Promise<Outcome>}
 */
async function run(runtime, target, { request, signal, ...options } = {}) {
  try {
    const paywall = (await runtime).launch(target, request);
    /** @type {(outcome: Outcome) => void} */
    let end = () => {};
    /** @type {Promise<Outcome>} */
    const ended = new Promise((resolve) => (end = resolve));
    const abort = () => end({ type: "aborted", decision: paywall.decision });
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort);
    const leave = deal(paywall, () => options, end, options.as !== "inline");
    const shown = signal?.aborted ? undefined : put(paywall, options);
    const outcome = await ended;
    signal?.removeEventListener("abort", abort);
    leave();
    shown?.dismiss();
    return outcome;
  } catch (error) {
    return withoutPaywall(/** @type {Error} */ (error));
  }
}

/** @type {typeof import("./present.js").attach} */
export const attach = (element, props, hear) => attachTo(element, props, hear, { present, withoutPaywall });

/**
 * Answers the outcome where there is no paywall to show. Where that is a mistake, the console says so: an app that
 * ignores outcomes would show nothing, and say nothing.
 * @param {Error & { code?: string }} error
 * @returns {Outcome}
 */
export function withoutPaywall(error) {
  const { code } = error;
  if (code === "held_out") return { type: code, decision: null, error };
  if (/campaign_not_found$/.test(`${code}`)) return { type: "none", decision: null, error };
  console.error(error);
  return { type: "error", decision: null, error };
}

/**
 * Shows a paywall in a place of its own. `dismiss` takes it away again.
 * @param {Paywall} paywall
 * @param {PresentOptions} [options]
 */
function put(paywall, { as = "fullscreen", parent = document.body, ...options } = {}) {
  const page = parent.ownerDocument;
  const { box, height } = PLACES[as] ?? PLACES.fullscreen;
  const isOver = as !== "inline";
  const frame = isOver
    ? make(parent, `${PLAIN};${FIXED};z-index:${TOP};background:${height ? BACK : "none"}`, "dialog")
    : parent;
  const outer = make(
    frame,
    `${box};overflow:hidden;contain:layout paint;${height && isOver ? `height:${height}` : ""}`,
  );
  const place = make(
    outer,
    `${isOver ? "height:100%;overflow:auto;overscroll-behavior:contain;" : ""}${height ? `--h:${height}` : ""}`,
  );
  let release = () => {};
  if (isOver) {
    release = hold(page.body);
    const dialog = /** @type {HTMLDialogElement} */ (frame);
    // A tap beside it, or a gesture, does the same as the key Back: the app decides.
    const back = () => paywall.act("", "back");
    dialog.addEventListener("click", (event) => event.target === dialog && back());
    dialog.addEventListener("cancel", (event) => {
      if (event.target !== dialog) return;
      event.preventDefault();
      back();
    });
    // A browser closes it at the second gesture, whatever the page says.
    const stay = () => dialog.isConnected && !dialog.open && dialog.showModal?.();
    dialog.addEventListener("close", stay);
    stay();
  }
  try {
    paywall.mount(place, { dialog: isOver, ...options });
  } catch (error) {
    dismiss();
    throw error;
  }
  const comes = COMES[as];
  const isStill = !outer.animate || matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (comes && !isStill) outer.animate(comes, { duration: 250, easing: "ease-out" });

  function dismiss() {
    const top = isOver ? frame : outer;
    // The focus can go back only to a page that is free again.
    if (isOver) /** @type {HTMLDialogElement} */ (frame).close?.();
    paywall.unmount();
    top.remove();
    release();
    release = () => {};
  }
  return { element: place, dismiss };
}

/**
 * The pages that are kept from scrolling, each with its own overflow and the number of places over it.
 * @type {WeakMap<HTMLElement, { overflow: string, places: number }>}
 */
const held = new WeakMap();

/**
 * Keeps a page from scrolling until the answers of all such calls were called.
 * @param {HTMLElement} body
 */
function hold(body) {
  const { style } = body;
  const state = held.get(body) ?? { overflow: style.overflow, places: 0 };
  held.set(body, state);
  state.places += 1;
  style.overflow = "hidden";
  return () => {
    state.places -= 1;
    if (state.places) return;
    style.overflow = state.overflow;
    held.delete(body);
  };
}

/**
 * Makes an element of this style.
 * @param {Element} within
 * @param {string} style
 */
function make(within, style, name = "div") {
  const made = within.appendChild(within.ownerDocument.createElement(name));
  made.style.cssText = style;
  return made;
}
