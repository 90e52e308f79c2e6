// Paywalls in React's server components.
import { renderToString } from "paywall-runtime/server";
import { Written } from "paywall-runtime/react";
import { createElement } from "react";

/** @import { Request, Runtime } from "./server.js" */

/** @type {typeof import("./react-server.js").PaywallMarkup} */
export async function PaywallMarkup({ runtime, placement, request, ...look }) {
  const asked = typeof placement === "string" ? { launch: { label: placement } } : placement;
  return createElement(Written, { ...look, ...write(await runtime, { ...asked, ...request }) });
}

/**
 * Writes a paywall, or nothing where none is for this customer: `<Paywall>` asks the same, and tells the app so.
 * @param {Runtime} runtime
 * @param {Request} request
 */
function write(runtime, request) {
  try {
    const { markup, json } = renderToString(runtime, request);
    return { markup, json };
  } catch (error) {
    const { code } = /** @type {{ code: string }} */ (error);
    if (!/^held_out$|campaign_not_found$/.test(code)) throw error;
    return { markup: "", json: JSON.stringify(request) };
  }
}
