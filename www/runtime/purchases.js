// The app's word to a paywall about purchases.

/** @import { PurchaseDetails } from "./index.js" */

export class Purchases {
  /**
   * Lets something happen; a paywall has its own.
   * @param {string} _tap
   * @param {string} [_by]
   * @param {unknown} [_value]
   */
  act(_tap, _by, _value) {}

  /** @param {PurchaseDetails} [details] */
  purchaseStarted(details = {}) {
    this.act("", "purchaseStarted", details);
  }

  /** @param {PurchaseDetails} [details] */
  purchaseSucceeded(details = {}) {
    this.act("", "purchaseSucceeded", details);
  }

  /** @param {PurchaseDetails} [details] */
  purchaseFailed(details = {}) {
    this.act("", "purchaseFailed", details);
  }

  /** @param {PurchaseDetails} [details] */
  purchaseCancelled(details = {}) {
    this.act("", "purchaseCancelled", details);
  }

  /** @param {PurchaseDetails} [details] */
  purchasePending(details = {}) {
    this.act("", "purchasePending", details);
  }

  /** @param {PurchaseDetails} [details] */
  purchaseDeferred(details = {}) {
    this.act("", "purchaseDeferred", details);
  }

  /** @param {PurchaseDetails} [details] */
  purchaseUnknown(details = {}) {
    this.act("", "purchaseUnknown", details);
  }
}
