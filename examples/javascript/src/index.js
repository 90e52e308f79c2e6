import { Runtime } from "paywall-runtime";
import { present } from "paywall-runtime/present";

const runtime = Runtime.load("/paywalls.json");
const products = fetch("/products.json").then((answer) => answer.json());

document.querySelector("button").addEventListener("click", async () => {
  const outcome = await present(runtime, "settings", {
    request: { products: await products },
    purchase: async (sku) => ({ receipt: `of ${sku.skuId}` }), // your shop
  });
  document.querySelector("p").textContent = outcome.type;
});
