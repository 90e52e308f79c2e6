// Live examples: the code above a figure, shown by the runtime itself.
import { Runtime } from "./dist/index.js";

/** Shows the example of a figure: a document, or components, which get a paywall around them. */
export async function show(figure) {
  const code = figure.previousElementSibling?.textContent ?? "";
  const place = document.createElement("div");
  const words = document.createElement("figcaption");
  words.textContent = "The runtime shows it on this page.";
  figure.append(place, words);
  try {
    const value = JSON.parse(code);
    const alone = figure.dataset.example === "components";
    const runtime = await Runtime.load(alone ? around([value].flat()) : value);
    const products = await fetch("examples/products.json").then((answer) => answer.json());
    const paywall = runtime.launch({ device: { formFactor: "phone" }, products });
    paywall.onAction((event) => {
      if (event.action !== "SHOW_PAYWALL")
        words.textContent = `The app hears: ${event.action}${event.sku ? `, ${event.sku.skuId}` : ""}`;
    });
    paywall.mount(place, { layout: "inline" });
  } catch (error) {
    words.textContent = `This example needs more than stands here: ${error.message}`;
    place.remove();
  }
}

/** Puts components into a document with one paywall, which everybody gets. */
function around(components) {
  const segment = { segment: "all", paywall: "example", form_factors: [{ form_factor: "phone" }] };
  const background = { component: "container", backgroundColor: "#ffffff" };
  return {
    campaign_rules: [{ rule: "everyone", type: "default", segments: [segment] }],
    paywalls: [
      {
        id: "example",
        template: {
          pages: [
            { name: "main", backgroundContainer: background, contentContainer: { component: "container", components } },
          ],
        },
      },
    ],
  };
}
