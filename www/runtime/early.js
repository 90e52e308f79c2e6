// Keeps taps on a paywall that a server wrote until its script has come; `hydrate` then makes up for them.
// A page has it in its head, as docs/hydration.md says. As a script of its own it may name nothing: that were global.

/** Taps in order. Nobody means a second tap on what did not answer: it counts once. */
globalThis.paywallTaps = /** @type {HTMLElement[]} */ ([]);

if (globalThis.document)
  addEventListener(
    "click",
    (event) => {
      const taps = /** @type {HTMLElement[]} */ (globalThis.paywallTaps);
      const path = /** @type {(HTMLElement & { href?: string })[]} */ (event.composedPath());
      const tapped = path.find((one) => one.dataset?.tap);
      const isNew = tapped !== taps[taps.length - 1] && taps.length < 20;
      // Links lead somewhere without any script.
      if (tapped && isNew && !path.some((one) => one.href)) taps.push(tapped);
    },
    true,
  );
