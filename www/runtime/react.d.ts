/** Paywalls in React 18 and 19. Import it from "paywall-runtime/react"; `docs/start.md` begins with it. */

import type { CSSProperties, JSX, ReactNode } from "react";
import type { Customers } from "./customers.js";
import type { Decision, Paywall as Launched, Request, Runtime, Source } from "./index.js";
import type { AttachProps, Outcome, OutcomeOptions } from "./present.js";

/**
 * The document of all paywalls below, and who is asking.
 *
 * @example
 * <PaywallProvider document="/paywalls.json" customers={customers}><App /></PaywallProvider>
 */
export interface ProviderProps {
  /** The document as `Runtime.load` takes it, such as its address, or a runtime. It is loaded once for the page. */
  document: Source | Runtime | Promise<Source | Runtime>;
  /** The options of `Runtime.load`. */
  options?: Parameters<typeof Runtime.load>[1];
  /** The customer manager, for `useEntitlement`. */
  customers?: Customers;
  children?: ReactNode;
}

/**
 * Names the document of all paywalls in it.
 *
 * @example
 * <PaywallProvider document="/paywalls.json"><App /></PaywallProvider>
 */
export function PaywallProvider(props: ProviderProps): JSX.Element;

/**
 * The paywall, its place, and what the app does for it.
 *
 * @example
 * <Paywall placement="offer" as="inline" request={{ products }} purchase={purchase} none={null} />
 */
export interface PaywallProps extends Omit<AttachProps, "runtime"> {
  /** The `markup` of `renderToString` (`paywall-runtime/server`), to be taken over; `request` is that of its answer. */
  markup?: string;
  /**
   * The `<PaywallMarkup>` of `paywall-runtime/react/server`, to be taken over with its request when it has come, also
   * inside other elements such as `<Suspense>`. Without it among them, no paywall begins.
   */
  children?: ReactNode;
  /** Shown until the paywall is. */
  fallback?: ReactNode;
  /** Shown where there is no paywall, or no longer. */
  none?: ReactNode;
  /** Hears that it is shown. */
  onReady?: (paywall: Launched) => void;
  /** Hears how it ended, or why there is none. */
  onEnd?: (outcome: Outcome) => void;
  className?: string;
  style?: CSSProperties;
}

/**
 * A paywall as a part of the page, or over it.
 *
 * @example
 * <Paywall placement="settings" request={{ products }} purchase={(sku) => buy(sku.skuId)} fallback={<Spinner />} />
 */
export function Paywall(props: PaywallProps): JSX.Element;

/**
 * The words between `<PaywallMarkup>` on the server and `<Paywall>` in the page.
 *
 * @example
 * const { markup, json }: WrittenProps = renderToString(runtime, request);
 */
export interface WrittenProps {
  /** The `markup` of `renderToString`; empty where no campaign fits. */
  markup: string;
  /** The request as JSON. */
  json: string;
  className?: string | undefined;
  style?: CSSProperties | undefined;
}

/**
 * The element that `<PaywallMarkup>` writes. Wherever it is inside a `<Paywall>`, and whenever it comes, that takes it
 * over.
 *
 * @example
 * <Paywall purchase={purchase}><Written {...renderToString(runtime, request)} /></Paywall>
 */
export function Written(props: WrittenProps): JSX.Element;

/**
 * Answers the call that shows a paywall over the page and answers how it ended (`paywall-runtime/present`).
 *
 * @example
 * const present = usePaywall();
 * const upgrade = async () => {
 *   const outcome = await present("settings", { request: { products }, purchase: (sku) => shop.buy(sku.skuId) });
 *   if (outcome.type === "purchased") unlock();
 * };
 */
export function usePaywall(): (placement?: string | Request, options?: OutcomeOptions) => Promise<Outcome>;

/**
 * The runtime, once it is there, or why it is not.
 *
 * @example
 * const { runtime, error }: Found = usePaywallRuntime();
 */
export interface Found {
  runtime?: Runtime;
  error?: Error;
}

/**
 * Answers the runtime of the provider's document.
 *
 * @example
 * const { runtime } = usePaywallRuntime();
 * const paywalls = runtime?.document.paywalls ?? [];
 */
export function usePaywallRuntime(): Found;

/**
 * Answers the decision for a request: undefined until the runtime is there, null where no campaign fits.
 *
 * @example
 * const isOffered = !!useDecision({ launch: { label: "winback" } })?.paywall;
 */
export function useDecision(request?: Request): Decision | null | undefined;

/**
 * Answers whether the customer has an entitlement: undefined until the host has said so.
 *
 * @example
 * if (useEntitlement("premium")) return <Premium />;
 */
export function useEntitlement(entitlement: string): boolean | undefined;
