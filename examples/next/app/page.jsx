import { readFile } from "node:fs/promises";
import { cacheLife } from "next/cache";
import { PaywallMarkup } from "paywall-runtime/react/server";
import { Runtime } from "paywall-runtime/server";

import { Offer } from "./offer";

/** Writes the paywall into the page, so that it is seen before any script has come. */
export default async function Page() {
  "use cache";
  // One page for all visitors, kept and written again after a minute: what was published meanwhile is in it then.
  cacheLife("minutes");
  const [runtime, products] = await Promise.all([
    Runtime.load(readFile("public/paywalls.json")),
    readFile("public/products.json", "utf8").then(JSON.parse),
  ]);
  const request = { products, device: { formFactor: "phone" }, locale: "de-DE" };
  return (
    <Offer>
      <PaywallMarkup runtime={runtime} request={request} />
    </Offer>
  );
}
