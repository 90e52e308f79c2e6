import { readFile } from "node:fs/promises";
import { PaywallMarkup } from "paywall-runtime/react/server";
import { Runtime } from "paywall-runtime/server";

import { Offer } from "./offer";

export const dynamic = "force-dynamic";
const runtime = Runtime.load(readFile("public/paywalls.json"));
const products = readFile("public/products.json", "utf8").then(JSON.parse);

/** Writes the paywall into the page, so that it is seen before any script has come. */
export default async function Page() {
  const request = { products: await products, device: { formFactor: "phone" }, locale: "de-DE" };
  return (
    <Offer>
      <PaywallMarkup runtime={runtime} request={request} />
    </Offer>
  );
}
