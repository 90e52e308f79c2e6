// The gallery: each paywall on each screen and in each language can be read, bought from, and left.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { startBuilt } from "../node/built.mjs";
import { root } from "../node/cases.mjs";
import { operations } from "../node/host.mjs";
import { launch } from "./chromium.mjs";
import { faint, unreadable, words } from "./legible.mjs";

const folder = join(root, "paywall-templates/gallery");
const names = JSON.parse(readFileSync(join(folder, "index.json"), "utf8")).map(({ name }) => `${name}.json`);
const products = JSON.parse(readFileSync(join(folder, "products.json"), "utf8"));
const untried = products.map(({ offers, ...product }) => ({
  ...product,
  offers: offers.filter(({ offer_type }) => offer_type === "default"),
}));
const screens = {
  phone: [
    ["phone", 390, 844],
    ["phone", 360, 640],
  ],
  wide: [
    ["tablet", 834, 1194],
    ["tablet", 1194, 834],
    ["desktop", 1440, 900],
    ["desktop", 700, 800],
  ],
  television: [["television", 1920, 1080]],
};
const locales = {
  en: "en-US",
  de: "de-DE",
  ja: "ja-JP",
  ar: "ar-EG",
  fr: "fr-FR",
  es: "es-MX",
  pt: "pt-BR",
  hi: "hi-IN",
};

let browser;
let host;
before(async () => {
  browser = await launch();
  host = await startBuilt(async (name) => readFileSync(join(root, "www/dist", name)));
});
after(() => browser?.close());

const call = (handle, operation, request) => {
  const bytes = host.call(handle, operations[operation], new TextEncoder().encode(JSON.stringify(request)));
  const answer = JSON.parse(new TextDecoder().decode(bytes));
  assert.ok(answer.ok, JSON.stringify(answer.error));
  return answer.ok;
};

/** Returns the page of a paywall as a server would send it. */
function written(
  handle,
  paywall,
  [formFactor, width, height],
  { locale = "en-US", dark = false, sold = products } = {},
) {
  const request = { paywall, device: { formFactor, width, height }, locale, products: sold, now: 1767225600000 };
  const { state } = call(handle, "render", { ...request, state: { darkMode: dark } });
  return call(handle, "snapshot", { ...request, state: { ...state, darkMode: dark } }).html;
}

const load = (name) => {
  const answer = JSON.parse(new TextDecoder().decode(host.load(readFileSync(join(folder, name)))));
  assert.ok(answer.ok, JSON.stringify(answer.error));
  return answer.ok.handle;
};
const kinds = (name) => Object.entries(screens).map(([kind, sizes]) => [`${name.replace(".json", "")}-${kind}`, sizes]);
const show = async (page, html, [, width, height]) => {
  await page.setViewportSize({ width, height });
  await page.setContent(html);
};

for (const name of names) {
  test(`${name} can be read in every language, and bought from on the first screen`, async () => {
    const handle = load(name);
    const page = await browser.newPage({ reducedMotion: "reduce" });
    const found = [];
    for (const [paywall, sizes] of kinds(name))
      for (const size of sizes)
        for (const locale of Object.values(locales)) {
          await show(page, written(handle, paywall, size, { locale }), size);
          const low = size[0] === "phone" && size[2] < 700;
          const first = size[1] === 700 ? ["close", "buy"] : ["close", "buy", "restore"];
          for (const what of await page.evaluate(unreadable, { first: low ? first.slice(0, 2) : first }))
            found.push(`${paywall} ${size.join(" ")} ${locale}: ${what}`);
        }
    await page.close();
    assert.deepEqual(found, []);
  });

  test(`${name} has letters that stand out, in the light and in the dark`, async () => {
    const handle = load(name);
    const page = await browser.newPage({ reducedMotion: "reduce" });
    const eye = await browser.newPage();
    const found = [];
    for (const [paywall, sizes] of kinds(name))
      for (const size of sizes.filter(([, width]) => width !== 360))
        for (const dark of [false, true]) {
          await show(page, written(handle, paywall, size, { dark }), size);
          const places = await page.evaluate(words);
          const picture = (await page.screenshot()).toString("base64");
          for (const what of await eye.evaluate(faint, { picture, places, least: 4.5 }))
            found.push(`${paywall} ${size.join(" ")}${dark ? " dark" : ""} ${what}`);
        }
    await page.close();
    await eye.close();
    assert.deepEqual(found, []);
  });

  test(`${name} promises nothing that a customer does not get`, async () => {
    const handle = load(name);
    const source = readFileSync(join(folder, name), "utf8");
    assert.doesNotMatch(source, /countdown/i, "a clock");
    const page = await browser.newPage({ reducedMotion: "reduce" });
    for (const [paywall, [size]] of kinds(name)) {
      await show(page, written(handle, paywall, size), size);
      const text = await page.evaluate(() => document.querySelector(".paywall").innerText);
      const trial = text.includes("7 days free");
      assert.equal(trial, !source.includes("com.example.premium.yearly"), `${paywall}: ${text}`);
      if (trial) assert.match(text, /then \$59\.99 a year\. Cancel before January 8, 2026 and you pay nothing/);
      else assert.match(text, /\$59\.99 for the first year, then \$79\.99 a year/);
      const struck = await page.evaluate(() =>
        [...document.querySelectorAll(".text")]
          .filter((one) => getComputedStyle(one).textDecorationLine === "line-through")
          .map((one) => one.textContent),
      );
      assert.deepEqual(struck, trial ? [] : ["$79.99"], `${paywall}: what is struck through`);

      await show(page, written(handle, paywall, size, { sold: untried }), size);
      const plain = await page.evaluate(() => document.querySelector(".paywall").innerText);
      assert.doesNotMatch(plain, /free trial|days free|first year/i, `${paywall}: an offer that is not there`);
      assert.match(plain, /Renews until you cancel/);
    }
    await page.close();
  });
}
