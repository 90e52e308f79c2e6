// Keeps taps on a paywall that a server wrote until its script has come; `hydrate` then makes up for them.
// A page loads it as a script of its own, before anything else: <script async src=".../early.js"></script>.

/** What was tapped, in order. Nobody means a second tap on what did not answer: it counts once. */
globalThis.paywallTaps = [];

addEventListener(
  "click",
  (event) => {
    const path = event.composedPath();
    const tapped = path.find((one) => one.dataset?.tap);
    const { length, [length - 1]: last } = globalThis.paywallTaps;
    // Links lead somewhere without any script.
    if (tapped && tapped !== last && length < 20 && !path.some((one) => one.href)) globalThis.paywallTaps.push(tapped);
  },
  true,
);
