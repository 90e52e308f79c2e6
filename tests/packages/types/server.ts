// The entry of servers, compiled without the types of a page.

import { type Markup, PaywallError, Runtime, renderToString, withClock } from "paywall-runtime/server";

export async function page(document: Promise<Uint8Array>): Promise<string> {
  const runtime = await Runtime.load(document);
  try {
    const { markup, json, request, decision, warnings }: Markup = renderToString(runtime, withClock({ now: 1 }));
    return [markup, json, request.locale, decision?.paywall, warnings.length].join();
  } catch (error) {
    if (error instanceof PaywallError) return error.code;
    throw error;
  }
}

// @ts-expect-error a server shows nothing
export const launch = (runtime: Runtime) => runtime.launch("settings");
