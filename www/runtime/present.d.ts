/**
 * Places for paywalls, and the one call that shows a paywall and answers how it ended. Import it from
 * "paywall-runtime/present"; `docs/layout.md` describes the places.
 */

import type { Sku } from "./event.js";
import type { Decision, LaunchOptions, MountOptions, Paywall, PaywallEvent, Request, Runtime } from "./index.js";

export type { Sku } from "./event.js";

/**
 * The place of a paywall.
 *
 * @example
 * present(paywall, { as: "modal", parent: document.querySelector("main") });
 */
export interface PresentOptions extends MountOptions {
  /** Over the whole screen (default), in its middle, from below, or in the page as high as its content. */
  as?: "fullscreen" | "modal" | "sheet" | "inline";
  /** The element that gets the place; default the page's body. */
  parent?: Element;
}

/**
 * What an app does for a paywall.
 *
 * @example
 * const handlers: Handlers = {
 *   purchase: (sku) => shop.buy(sku.skuId),
 *   restore: () => shop.restore(),
 * };
 */
export interface Handlers {
  /**
   * Buys a product. `false` means that the customer thought better of it, `"pending"` that it is decided later; all
   * else is a purchase. An error is shown by the paywall as `${state.purchaseError}`.
   *
   * @example purchase: async (sku) => (await shop.buy(sku.skuId, sku.promoId)).receipt
   */
  purchase?: (sku: Sku, paywall: Paywall) => unknown;
  /** Restores purchases, and answers whether there were any. */
  restore?: (paywall: Paywall) => unknown;
  /** Signs the customer in, and answers whether that happened. */
  signIn?: (paywall: Paywall) => unknown;
  /** Hears every event, before anything else does. `false` keeps a link from being opened. */
  onAction?: (event: PaywallEvent, paywall: Paywall) => unknown;
}

/**
 * The place, what the app does, and who is asking.
 *
 * @example
 * const options: OutcomeOptions = { as: "sheet", request: { products }, signal: AbortSignal.timeout(60_000) };
 */
export interface OutcomeOptions extends PresentOptions, Handlers {
  /** Takes the paywall away when it is aborted. */
  signal?: AbortSignal;
  /** The customer, products and all else that `Runtime.launch` takes. */
  request?: LaunchOptions;
}

/**
 * The end of a paywall. `none`: no campaign fits. `held_out`: the customer is held out of an experiment. `error`: it
 * could not be shown, and `error` says why.
 *
 * @example
 * const outcome: Outcome = await present(runtime, "settings");
 * if (outcome.type === "error") report(outcome.error);
 */
export type Outcome =
  | { type: "purchased"; sku: Sku; decision: Decision | null }
  | { type: "restored" | "signed_in" | "dismissed" | "aborted"; decision: Decision | null }
  | { type: "none" | "held_out" | "error"; error: Error; decision: null };

/**
 * Launches a paywall, shows it, lets the app do what it asks for, and answers how it ended. It never fails: errors are
 * an outcome.
 *
 * @example
 * const outcome = await present(runtime, "settings", {
 *   request: { products },
 *   purchase: (sku) => shop.buy(sku.skuId),
 * });
 * if (outcome.type === "purchased") unlock();
 * @param target a label (or a URL) of a campaign, or a whole request; nothing means the default campaign.
 */
export function present(
  runtime: Runtime | Promise<Runtime>,
  target?: string | Request,
  options?: OutcomeOptions,
): Promise<Outcome>;

/**
 * Makes a place, and mounts the paywall there: all but `inline` as a dialog, the browser's own where it has one. A tap
 * beside a dialog or a sheet, and the gesture back, tell the app the same as the key Back: `REMOTE_BACK`.
 *
 * @example
 * const { dismiss } = present(runtime.launch("settings"), { as: "sheet" });
 */
export function present(
  paywall: Paywall,
  options?: PresentOptions,
): {
  /** The element that holds the paywall's shadow root. */
  readonly element: Element;
  /** Takes paywall and place away. The page is as before. */
  dismiss(): void;
};

/**
 * The wishes of a wrapper, which it is asked for anew whenever they matter.
 *
 * @example
 * const props = (): AttachProps => ({ runtime, placement: "settings", request: { products } });
 */
export interface AttachProps extends Handlers, Pick<MountOptions, "hls"> {
  runtime: Runtime | Promise<Runtime>;
  /** A label (or a URL) of a campaign, or a whole request; nothing means the default campaign. */
  placement?: string | Request | undefined;
  /** The customer, products and all else that `Runtime.launch` takes. What becomes another one is shown at once. */
  request?: LaunchOptions | undefined;
  /**
   * A part of the page (default); the whole page, in the element itself (default where a server wrote the paywall into
   * it, which is then taken over: `docs/hydration.md`); or a place over the page.
   */
  as?: "inline" | "page" | "fullscreen" | "modal" | "sheet" | undefined;
}

/**
 * The news of a paywall that is attached to an element.
 *
 * @example
 * const hear = (news: News) => news.state === "ended" && console.log(news.outcome.type);
 */
export type News = { state: "ready"; paywall: Paywall } | { state: "ended"; outcome: Outcome };

/**
 * A paywall that is attached to an element.
 *
 * @example
 * const attached: Attached = attach(element, props, hear);
 * attached.update();
 */
export interface Attached {
  /** Looks whether the request became another one. */
  update(): void;
  /** Takes the paywall away. Nothing more is told. */
  detach(): void;
}

/**
 * Shows a paywall in an element as soon as its runtime is there, and tells how it ended. Wrappers for frameworks are
 * made of this: `paywall-runtime/react`, `vue`, `svelte` and `element` are.
 *
 * @example
 * const { detach } = attach(element, () => ({ runtime, placement: "settings" }), (news) => console.log(news.state));
 */
export function attach(element: Element, props: () => AttachProps, hear: (news: News) => void): Attached;

/**
 * Answers the outcome that an error of a launch means.
 *
 * @example
 * const outcome = withoutPaywall(error); // { type: "none", … } where no campaign fits
 */
export function withoutPaywall(error: Error): Outcome;
