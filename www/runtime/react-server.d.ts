/** Paywalls in React's server components. Import it from "paywall-runtime/react/server"; `docs/start.md` shows it. */

import type { CSSProperties, JSX } from "react";
import type { Request, Runtime } from "./server.js";

/**
 * The paywall that a server writes.
 *
 * @example
 * <PaywallMarkup runtime={runtime} placement="settings" request={{ products, device: { formFactor: "phone" } }} />
 */
export interface PaywallMarkupProps {
  /** The runtime of `paywall-runtime/server`, loaded once for the server. */
  runtime: Runtime | Promise<Runtime>;
  /** The label of a campaign, or a whole request; nothing means the default campaign. */
  placement?: string | Request;
  /** The customer, products, device and language. */
  request?: Request;
  className?: string;
  style?: CSSProperties;
}

/**
 * Writes a paywall into the page on a server, to be seen before any script has come. Around it stands `<Paywall>` of
 * "paywall-runtime/react" in a client component, which takes it over.
 *
 * @example
 * <Offer>
 *   <PaywallMarkup runtime={runtime} placement="settings" request={{ products }} />
 * </Offer>
 * Where no campaign fits, or an experiment holds the customer out, it writes an empty element, and `<Paywall>` says so:
 * by `none` and `onEnd`.
 * @throws {PaywallError} for all else, such as a request that is not valid.
 */
export function PaywallMarkup(props: PaywallMarkupProps): Promise<JSX.Element>;
