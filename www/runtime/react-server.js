// Paywalls in React's server components.
import { renderToString } from "paywall-runtime/server";
import { createElement } from "react";

/** @type {typeof import("./react-server.js").PaywallMarkup} */
export async function PaywallMarkup({ runtime, placement, request, className, style }) {
  const asked = typeof placement === "string" ? { launch: { label: placement } } : placement;
  const { markup, json } = renderToString(await runtime, { ...asked, ...request });
  return createElement("div", {
    className,
    style,
    "data-request": json,
    suppressHydrationWarning: true,
    dangerouslySetInnerHTML: { __html: markup },
  });
}
