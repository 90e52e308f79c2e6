/** Paywalls in Vue 3. Import it from "paywall-runtime/vue"; `docs/start.md` begins with it. */

import type { DefineSetupFnComponent, Plugin, SlotsType } from "vue";
import type { Paywall as Launched, PaywallEvent, Request, Runtime, Source } from "./index.js";
import type { AttachProps, Outcome, OutcomeOptions } from "./present.js";

/**
 * The document of an app's paywalls.
 *
 * @example
 * app.use(paywalls, { document: "/paywalls.json" });
 */
export interface PaywallsOptions {
  /** The document as `Runtime.load` takes it, such as its address, or a runtime. It is loaded once for the page. */
  document: Source | Runtime | Promise<Source | Runtime>;
  /** The options of `Runtime.load`. */
  options?: Parameters<typeof Runtime.load>[1];
}

/**
 * The plugin that names the document of an app's paywalls.
 *
 * @example
 * createApp(App).use(paywalls, { document: "/paywalls.json" }).mount("#app");
 */
export const paywalls: Plugin<[PaywallsOptions]>;

/**
 * The paywall, its place, and what the app does for it.
 *
 * @example
 * <Paywall placement="offer" as="inline" :purchase="purchase" />
 */
export interface PaywallProps extends Omit<AttachProps, "runtime" | "onAction"> {
  /** The `markup` of `renderToString` (`paywall-runtime/server`), to be taken over; `request` is that of its answer. */
  markup?: string;
}

/**
 * The events of the component: every event of the paywall, that it is shown, and how it ended.
 *
 * @example
 * <Paywall placement="settings" @ready="count" @end="leave" />
 */
export type PaywallEmits = {
  action: (event: PaywallEvent) => void;
  ready: (paywall: Launched) => void;
  end: (outcome: Outcome) => void;
};

/**
 * A paywall as a part of the page, or over it. The default slot is shown until it is there, the slot `none` where there
 * is none, or no longer.
 *
 * @example
 * <Paywall placement="settings" :request="{ products }" :purchase="(sku) => shop.buy(sku.skuId)" @end="leave" />
 */
export const Paywall: DefineSetupFnComponent<
  PaywallProps,
  PaywallEmits,
  SlotsType<{ default: undefined; none: undefined }>
>;

/**
 * Answers the call that shows a paywall over the page and answers how it ended (`paywall-runtime/present`).
 *
 * @example
 * const present = usePaywall();
 * const outcome = await present("settings", { purchase: (sku) => shop.buy(sku.skuId) });
 */
export function usePaywall(): (placement?: string | Request, options?: OutcomeOptions) => Promise<Outcome>;
