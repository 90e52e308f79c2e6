// Takes the pictures in this folder: the stock document as Chromium shows it.
//
//   cargo xtask wasm && node paywall-templates/pictures/take.mjs

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { launch } from "../../tests/browser/chromium.mjs";
import { startBuilt } from "../../tests/node/built.mjs";
import { operations } from "../../tests/node/host.mjs";

const file = (path) => new URL(`../${path}`, import.meta.url);
const json = (path) => JSON.parse(readFileSync(file(path), "utf8"));
const sizes = {
  phone: [390, 844, 1],
  tablet: [820, 1180, 0.5],
  desktop: [1440, 900, 0.5],
  television: [1920, 1080, 0.4],
};
const paywall = (name, formFactor, more = {}) => ({
  paywall: stock.paywalls.find((paywall) => paywall.name === name).id,
  formFactor,
  ...more,
});

const stock = json("document.json");
const pictures = {
  phone: paywall("Fern Phone", "phone"),
  tablet: paywall("Fern Tablet", "tablet"),
  desktop: paywall("Fern Desktop", "desktop"),
  "desktop-compare": paywall("Fern Desktop", "desktop", { page: "compare" }),
  television: paywall("Fern TV", "television"),
  "television-more": paywall("Fern TV", "television", { page: "more" }),
  "tour-welcome": paywall("Fern Tour", "phone"),
  "tour-plans": paywall("Fern Tour", "phone", { page: "plans" }),
  components: paywall("Fern Components", "phone"),
  "components-desktop": paywall("Fern Components", "desktop", { dark: true }),
  "components-television": paywall("Fern Components TV", "television", { page: "more", dark: true }),
  upgrade: paywall("Fern Upgrade", "phone", {
    launch: { context: { currentGroup: "plus", customAttributes: { feature: "the Italian course" } } },
    customer: { loggedIn: true, attributes: { firstName: "Ida" } },
  }),
};

const host = await startBuilt(async (name) => readFileSync(file(`../www/dist/${name}`)));
const { ok: document } = answer(host.load(readFileSync(file("document.json"))));
const browser = await launch();
for (const [name, { formFactor, page, dark, ...request }] of Object.entries(pictures)) {
  const [width, height, deviceScaleFactor] = sizes[formFactor];
  const whole = { ...request, device: { formFactor, width, height }, products: json("products.json"), now: 0 };
  const { state } = call("render", whole);
  const { html } = call("snapshot", {
    ...whole,
    state: { ...state, ...(page && { currentPage: page }), ...(dark && { formStates: { dark } }) },
  });
  const tab = await browser.newPage({ viewport: { width, height }, deviceScaleFactor, reducedMotion: "reduce" });
  await tab.setContent(html);
  await tab.waitForTimeout(400);
  await tab.screenshot({ path: fileURLToPath(new URL(`${name}.png`, import.meta.url)) });
  await tab.close();
}
await browser.close();

function call(operation, request) {
  return answer(host.call(document.handle, operations[operation], new TextEncoder().encode(JSON.stringify(request))))
    .ok;
}

function answer(bytes) {
  const parsed = JSON.parse(new TextDecoder().decode(bytes));
  if (parsed.error) throw new Error(parsed.error.message);
  return parsed;
}
