// Places for paywalls: over the whole screen, as a dialog in its middle, as a sheet from below, or in the page. Only
// apps that import it pay for it.

/** @import { PresentOptions } from "./present.js" */
/** @typedef {NonNullable<PresentOptions["as"]>} Kind */

/** The layer above everything in the page. */
const TOP = "2147483646";
const BACK = "background:rgba(0,0,0,.5)";
const FIXED = "position:fixed;left:0;top:0;width:100%;height:100%";

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
  inline: { height: "auto", box: "position:relative" },
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
 * Shows a paywall in a place of its own. `dismiss` takes it away again.
 * @type {typeof import("./present.js").present}
 */
export function present(paywall, { as = "fullscreen", parent = document.body, ...options } = {}) {
  const { box, height } = PLACES[as] ?? PLACES.fullscreen;
  const isOver = as !== "inline";
  const frame = isOver ? make(parent, `${FIXED};z-index:${TOP};${height ? BACK : ""}`) : parent;
  const outer = make(
    frame,
    `${box};overflow:hidden;contain:layout paint;${height && isOver ? `height:${height}` : ""}`,
  );
  const place = make(
    outer,
    `${isOver ? "height:100%;overflow:auto;overscroll-behavior:contain;" : ""}${height ? `--h:${height}` : ""}`,
  );
  const { body } = document;
  const scrolls = body.style.overflow;
  if (isOver) body.style.overflow = "hidden";
  // A tap beside it does the same as the key Back: the app decides.
  frame.addEventListener("click", (event) => isOver && event.target === frame && paywall.act("", "back"));
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
    paywall.unmount();
    (isOver ? frame : outer).remove();
    if (isOver) body.style.overflow = scrolls;
  }
  return { element: place, dismiss };
}

/**
 * Makes an element of this style.
 * @param {Element} within
 * @param {string} style
 */
function make(within, style) {
  const made = within.appendChild(document.createElement("div"));
  made.style.cssText = style;
  return made;
}
