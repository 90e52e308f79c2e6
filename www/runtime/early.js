// Keeps taps on a paywall that a server wrote until its script has come; `hydrate` then makes up for them.
// A page loads it as a script of its own, before anything else: <script async src=".../early.js"></script>.

/**
 * Taps in order. Nobody means a second tap on what did not answer: it counts once.
 * @type {HTMLElement[]}
 */
const taps = [];
globalThis.paywallTaps = taps;

addEventListener(
  "click",
  (event) => {
    const path = /** @type {(HTMLElement & { href?: string })[]} */ (event.composedPath());
    const tapped = path.find((one) => one.dataset?.tap);
    const isNew = tapped !== taps[taps.length - 1] && taps.length < 20;
    // Links lead somewhere without any script.
    if (tapped && isNew && !path.some((one) => one.href)) taps.push(tapped);
  },
  true,
);
