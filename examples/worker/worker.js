import { renderToString, Runtime } from "paywall-runtime/server";

import paywalls from "./paywalls.json";
import products from "./products.json";

const runtime = Runtime.load(paywalls);

export default {
  /** Answers a page that needs no script to be seen. */
  async fetch() {
    const asked = { products, device: { formFactor: "phone" }, locale: "de-DE" };
    const { markup } = renderToString(await runtime, asked);
    const headers = { "content-type": "text/html; charset=utf-8" };
    return new Response(`<!doctype html><meta charset="utf-8"><div>${markup}</div>`, { headers });
  },
};
