// Paywalls as an attachment of Svelte 5, which is also an action of earlier versions.
import { attach, loaded, present as late } from "./late.js";

/** @import { SveltePaywall } from "./svelte.js" */

const load = () => import("paywall-runtime");

/**
 * @param {any} first the options, or the element
 * @param {SveltePaywall} [options]
 * @returns {any}
 */
export function paywall(first, options) {
  return options ? show(first, options) : (/** @type {Element} */ element) => show(element, first).destroy;
}

/**
 * @param {Element} element
 * @param {SveltePaywall} options
 */
function show(element, options) {
  const runtime = loaded(options.document, options.options, load);
  const attached = attach(
    element,
    () => ({ ...options, runtime }),
    (news) => (news.state === "ready" ? options.onReady?.(news.paywall) : options.onEnd?.(news.outcome)),
  );
  return {
    /** @param {SveltePaywall} news */
    update(news) {
      options = news;
      attached.update();
    },
    destroy: attached.detach,
  };
}

/** @type {typeof import("./svelte.js").present} */
export const present = (document, placement, options) => late(loaded(document, undefined, load), placement, options);
