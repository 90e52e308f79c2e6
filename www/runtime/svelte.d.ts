/** Paywalls in Svelte. Import it from "paywall-runtime/svelte"; `docs/start.md` begins with it. */

import type { Paywall as Launched, Request, Runtime, Source } from "./index.js";
import type { AttachProps, Outcome, OutcomeOptions } from "./present.js";

/**
 * The paywall, its document, and what the app does for it.
 *
 * @example
 * const options: SveltePaywall = { document: "/paywalls.json", placement: "settings", purchase };
 */
export interface SveltePaywall extends Omit<AttachProps, "runtime"> {
  /** The document as `Runtime.load` takes it, such as its address, or a runtime. It is loaded once for the page. */
  document: Source | Runtime | Promise<Source | Runtime>;
  /** The options of `Runtime.load`. */
  options?: Parameters<typeof Runtime.load>[1];
  /** Hears that it is shown. */
  onReady?: (paywall: Launched) => void;
  /** Hears how it ended, or why there is none. */
  onEnd?: (outcome: Outcome) => void;
}

/**
 * Shows a paywall in an element: an attachment of Svelte 5.
 *
 * @example
 * <div {@attach paywall({ document: "/paywalls.json", placement: "settings" })}></div>
 */
export function paywall(options: SveltePaywall): (element: Element) => () => void;

/**
 * Shows a paywall in an element: an action, which follows changes of the request.
 *
 * @example
 * <div use:paywall={{ document: "/paywalls.json", request: { products } }}></div>
 */
export function paywall(
  element: Element,
  options: SveltePaywall,
): { update(options: SveltePaywall): void; destroy(): void };

/**
 * Shows a paywall over the page and answers how it ended (`paywall-runtime/present`).
 *
 * @example
 * const outcome = await present("/paywalls.json", "settings", { purchase: (sku) => shop.buy(sku.skuId) });
 */
export function present(
  document: SveltePaywall["document"],
  placement?: string | Request,
  options?: OutcomeOptions,
): Promise<Outcome>;
