// Takes pictures of the paywalls that show the components, in every language, size and light, to look at.
//
//   node paywall-templates/components/look.mjs <folder> [words of the names to take]

import { readFileSync } from "node:fs";

import { launch, openPage } from "../../tests/browser/chromium.mjs";
import { components } from "./build.mjs";
import { paywalls } from "./sample.mjs";
import { locales as texts } from "./words.mjs";

const products = JSON.parse(readFileSync(new URL("../products.json", import.meta.url), "utf8"));
const screens = { phone: [390, 844], tablet: [820, 1180], desktop: [1440, 900], television: [1920, 1080] };
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

const [folder, ...wanted] = process.argv.slice(2);
const customComponents = await components();
const browser = await launch();
for (const [language, locale] of Object.entries(locales)) {
  const document = { customComponents, texts: { default: "en", locales: texts() }, paywalls: paywalls() };
  for (const [formFactor, [width, height]] of Object.entries(screens)) {
    const paywall = document.paywalls[formFactor === "television" ? 1 : 0];
    for (const { name } of paywall.template.pages) {
      for (const dark of [false, true]) {
        const title = [formFactor, language, name, dark ? "dark" : "light"].join("-");
        if (!wanted.every((word) => title.includes(word))) continue;
        const request = {
          paywall: paywall.id,
          device: { formFactor, width, height },
          locale,
          products,
          now: 0,
          state: { currentPage: name, formStates: { dark } },
        };
        const page = await openPage(browser, {
          viewport: { width, height: formFactor === "television" ? height : 600 },
          deviceScaleFactor: formFactor === "phone" ? 1 : 0.6,
          reducedMotion: "reduce",
        });
        page.on("console", (message) => console.log(title, message.text()));
        const long = await page.evaluate(show, { document, request });
        if (formFactor !== "television") await page.setViewportSize({ width, height: long });
        await page.waitForTimeout(400);
        await page.screenshot({ path: `${folder}/${title}.png` });
        await page.close();
      }
    }
  }
}
await browser.close();

/** Runs in the page: mounts the paywall and returns its height. */
async function show({ document: given, request }) {
  const { Runtime } = await import("/www/dist/index.js");
  const runtime = await Runtime.load(given);
  for (const warning of runtime.warnings) console.warn(JSON.stringify(warning));
  if (runtime.warnings.length) document.title = JSON.stringify(runtime.warnings);
  document.body.style.margin = "0";
  const host = document.body.appendChild(document.createElement("main"));
  runtime.launch(request).mount(host);
  await new Promise((resolve) => setTimeout(resolve, 300));
  return host.shadowRoot.querySelector(".content").scrollHeight;
}
