/**
 * Paywalls as a custom element, for plain pages and any framework. Import it from "paywall-runtime/element";
 * `docs/start.md` begins with it.
 */

import type { LaunchOptions, Paywall, PaywallEvent, Runtime } from "./index.js";
import type { Handlers, Outcome } from "./present.js";

/**
 * `<pay-wall src placement as>`: a paywall as a part of the page, or over it. Its children are shown until it is there.
 * It dispatches `paywall-action` (what is prevented there is not done, such as opening a link), `paywall-ready`, and
 * `paywall-end`, which says how it ended or why there is none.
 *
 * @example
 * PaywallElement.define();
 * document.body.innerHTML = `<pay-wall src="/paywalls.json" placement="settings">One moment…</pay-wall>`;
 * document.querySelector("pay-wall").purchase = (sku) => shop.buy(sku.skuId);
 */
export class PaywallElement extends HTMLElement {
  /**
   * Defines the element under a name; default `pay-wall`.
   *
   * @example
   * PaywallElement.define("my-paywall");
   */
  static define(name?: string): void;
  /** The customer, products and all else that `Runtime.launch` takes. */
  request: LaunchOptions | undefined;
  /** A runtime, in place of the address in `src`. */
  runtime: Runtime | Promise<Runtime> | undefined;
  /** The options of `Runtime.load`, for `src`. */
  options?: Parameters<typeof Runtime.load>[1];
  /** Buys a product, as in `present`. */
  purchase?: Handlers["purchase"] | undefined;
  /** Restores purchases, as in `present`. */
  restore?: Handlers["restore"] | undefined;
  /** Signs the customer in, as in `present`. */
  signIn?: Handlers["signIn"] | undefined;
}

/**
 * The events of the element.
 *
 * @example
 * element.addEventListener("paywall-end", ({ detail }) => console.log(detail.type));
 */
export interface PaywallElementEvents {
  "paywall-action": CustomEvent<PaywallEvent>;
  "paywall-ready": CustomEvent<Paywall>;
  "paywall-end": CustomEvent<Outcome>;
}

declare global {
  interface HTMLElementTagNameMap {
    "pay-wall": PaywallElement;
  }
  interface HTMLElementEventMap extends PaywallElementEvents {}
}
