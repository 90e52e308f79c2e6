import { readFile } from "node:fs/promises";
import { renderToString, Runtime } from "paywall-runtime/server";

const runtime = Runtime.load(readFile("static/paywalls.json"));
const products = readFile("static/products.json", "utf8").then(JSON.parse);

/** Writes the paywall into the page, so that it is seen before any script has come. */
export async function load() {
  const asked = { products: await products, device: { formFactor: "phone" }, locale: "de-DE" };
  const { markup, request } = renderToString(await runtime, asked);
  return { markup, request };
}
