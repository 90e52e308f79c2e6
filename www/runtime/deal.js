// An app's part in a paywall: it buys, restores and signs in when the paywall asks, and hears how it ended.

/** @import { Handlers, Outcome, Sku } from "./present.js" */
/** @import { Paywall, PaywallEvent } from "./index.js" */

/**
 * Lets `handlers` do what a paywall asks for, and tells the paywall how it went. `end` hears how it ended: once, when
 * the customer leaves, or has what the paywall is for; a flow itself says when it is over. The answer ends the
 * listening.
 * @param {Paywall} paywall
 * @param {() => Handlers} handlers
 * @param {(outcome: Outcome) => void} end
 * @param {boolean} leavesByBack true where Back closes what is no flow
 */
export function deal(paywall, handlers, end, leavesByBack) {
  const { decision } = paywall;
  const isFlow = !!decision?.flow;
  /** @type {Outcome} */
  let outcome = { type: "dismissed", decision };
  let isBusy = false;
  /** @param {Partial<Outcome>} news */
  const reach = (news) => {
    outcome = /** @type {Outcome} */ ({ ...news, decision });
    if (!isFlow) end(outcome);
  };
  /** @param {() => Promise<unknown>} work */
  const once = async (work) => {
    if (isBusy) return;
    isBusy = true;
    try {
      await work();
    } catch (error) {
      (globalThis.reportError ?? console.error)(error);
    } finally {
      isBusy = false;
    }
  };
  /** @param {PaywallEvent} event */
  const obey = ({ action, sku }) => {
    const { purchase, restore, signIn } = handlers();
    if (/^BUY_SKU$|^PURCHASE_SELECTED/.test(action) && sku && purchase) once(() => buy(paywall, purchase, sku, reach));
    if (action === "RESTORE_PURCHASES") once(async () => (await restore?.(paywall)) && reach({ type: "restored" }));
    if (action === "SIGN_IN") {
      once(async () => {
        if (!(await signIn?.(paywall))) return;
        paywall.send("__login_success__");
        reach({ type: "signed_in" });
      });
    }
    const isOver = /^CLOSE_PAYWALL$|^FLOW_DONE$/.test(action) || (leavesByBack && !isFlow && action === "REMOTE_BACK");
    if (isOver) end(outcome);
  };
  return paywall.onAction((event) => {
    const answer = handlers().onAction?.(event, paywall);
    obey(event);
    return answer;
  });
}

/**
 * Buys a product, and tells the paywall how that goes.
 * @param {Paywall} paywall
 * @param {NonNullable<Handlers["purchase"]>} purchase
 * @param {Sku} sku
 * @param {(news: Partial<Outcome>) => void} reach
 */
async function buy(paywall, purchase, sku, reach) {
  const skuId = sku.id;
  paywall.purchaseStarted({ skuId });
  try {
    const answer = await purchase(sku, paywall);
    if (answer === false) paywall.purchaseCancelled({ skuId });
    else if (answer === "pending") paywall.purchasePending({ skuId });
    else {
      paywall.purchaseSucceeded({ skuId, purchase: answer });
      reach({ type: "purchased", sku });
    }
  } catch (error) {
    paywall.purchaseFailed({ skuId, error: `${/** @type {Error} */ (error)?.message ?? error}` });
  }
}
