// Events on their way from the module to the app: what screen readers hear of them, and what the page does by itself.

import { viewOf } from "./world.js";

/** @import { PaywallEvent } from "./index.js" */

/** @typedef {(event: PaywallEvent, paywall: any) => unknown} Listener */

/**
 * Lets a listener hear an event, and answers what it answers. Its mistake must not keep an event from the others.
 * @param {Listener} listener
 * @param {PaywallEvent} event
 * @param {unknown} paywall
 */
export function hear(listener, event, paywall) {
  try {
    return listener(event, paywall);
  } catch (error) {
    (globalThis.reportError ?? console.error)(error);
  }
}

/**
 * Answers what screen readers are to hear of an event.
 * @param {any} event
 * @returns {unknown}
 */
export function spoken({ action, purchaseError, sku, componentChange }) {
  /** @type {Record<string, unknown>} */
  const words = { PURCHASE_FAILED: purchaseError, SELECT_SKU: sku?.name, TOGGLE_CHANGE: componentChange?.name };
  return words[action];
}

/**
 * Opens links, unless the app does, and starts, stops and mutes the last video of a paywall.
 * @param {PaywallEvent[]} events
 * @param {boolean} opens
 * @param {ShadowRoot} root
 */
export function obey(events, opens, root) {
  const video = [...root.querySelectorAll("video")].pop();
  for (const { action, deeplinkUrl } of events) {
    if (action === "OPEN_URL" && opens) viewOf(root).open(deeplinkUrl, "_blank", "noopener");
    if (/^P\w+_VIDEO$/.test(action)) video?.paused ? video.play()?.catch(() => {}) : video?.pause();
    if (/MUTE_VIDEO$/.test(action) && video) video.muted = !video.muted;
  }
}
