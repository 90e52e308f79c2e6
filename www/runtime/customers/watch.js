// The world around the customer: the page in the foreground, the network, other tabs.

/** @import { CustomersOptions } from "../customers.js" */

/**
 * Calls `back` when the page comes back to the foreground, `online` when the network comes back, and `stored` when
 * another tab changed what is stored, and `shown` when the page comes or goes. The answer ends it.
 * @param {NonNullable<CustomersOptions["page"]>} page
 * @param {{
 *   back: () => void,
 *   online: () => void,
 *   shown: (isShown: boolean) => void,
 *   stored: (event: StorageEvent) => void,
 * }} work
 */
export function watch(page, { back, online, shown, stored }) {
  const isShown = () => page.document?.visibilityState !== "hidden";
  const returned = () => isShown() && back();
  /** @type {[EventTarget | undefined, string, (event: any) => void][]} */
  const watched = [
    [page.document, "visibilitychange", returned],
    [page.document, "visibilitychange", () => shown(isShown())],
    [page, "pageshow", returned],
    [page, "online", online],
    [page, "storage", stored],
  ];
  for (const [target, type, listener] of watched) target?.addEventListener?.(type, listener);
  return () => {
    for (const [target, type, listener] of watched) target?.removeEventListener?.(type, listener);
  };
}
