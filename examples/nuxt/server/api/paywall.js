import { readFile } from "node:fs/promises";
import { renderToString, Runtime } from "paywall-runtime/server";

const runtime = Runtime.load(readFile("public/paywalls.json"));
const products = readFile("public/products.json", "utf8").then(JSON.parse);

/** Writes the paywall, so that the page has it before any script has come. */
export default defineEventHandler(async () => {
  const asked = { products: await products, device: { formFactor: "phone" }, locale: "de-DE" };
  const { markup, request } = renderToString(await runtime, asked);
  return { markup, request };
});
