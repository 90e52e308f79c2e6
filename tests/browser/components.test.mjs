// The stock custom components in a browser: axe-core finds nothing in any language and light, questions open,
// the dark is live, and an app brings components of its own.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { components } from "../../paywall-templates/components/build.mjs";
import { paywalls } from "../../paywall-templates/components/sample.mjs";
import { locales } from "../../paywall-templates/components/words.mjs";
import { root } from "../node/cases.mjs";
import { launch, openPage } from "./chromium.mjs";

const axe = join(root, "tests/node_modules/axe-core/axe.min.js");
const products = JSON.parse(readFileSync(join(root, "paywall-templates/products.json"), "utf8"));
const screens = { phone: [390, 844], tablet: [820, 1180], television: [1920, 1080] };

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

async function opened(language, formFactor) {
  const [width, height] = screens[formFactor];
  const page = await openPage(browser, { viewport: { width, height }, reducedMotion: "reduce" });
  const texts = { default: "en", locales: locales() };
  const document = { customComponents: await components(), texts, paywalls: paywalls() };
  const request = {
    paywall: document.paywalls[formFactor === "television" ? 1 : 0].id,
    device: { formFactor, width, height },
    products,
    locale: language,
    now: 0,
  };
  const warnings = await page.evaluate(
    async ({ given, request }) => {
      const { Runtime } = await import("/www/dist/index.js");
      globalThis.runtime = await Runtime.load(given);
      globalThis.show = (state) => {
        globalThis.host?.remove();
        globalThis.host = document.body.appendChild(document.createElement("main"));
        globalThis.paywall = runtime.launch({ ...request, state }).mount(host, { dialog: true });
      };
      document.title = "Components";
      document.documentElement.lang = request.locale;
      document.body.style.margin = "0";
      return runtime.warnings;
    },
    { given: document, request },
  );
  assert.deepEqual(warnings, []);
  return {
    page,
    pages: document.paywalls.find(({ id }) => id === request.paywall).template.pages.map(({ name }) => name),
  };
}

for (const [language, formFactor] of [
  ["en", "tablet"],
  ["de", "phone"],
  ["ar", "phone"],
  ["ar", "television"],
]) {
  test(`axe-core finds nothing: ${language}, ${formFactor}`, async () => {
    const { page, pages } = await opened(language, formFactor);
    await page.addScriptTag({ path: axe });
    for (const currentPage of pages) {
      for (const dark of [false, true]) {
        const found = await page.evaluate(
          async (state) => {
            show(state);
            await rest(host.shadowRoot);
            // The background is fixed to the screen, where axe-core does not look for it.
            document.body.style.background = getComputedStyle(host.shadowRoot.querySelector(".background")).background;
            const { violations } = await axe.run(document, {
              runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
            });
            return violations.flatMap(({ id, nodes }) =>
              nodes.map((node) => `${id}: ${node.html.slice(0, 160)}: ${node.any[0]?.message ?? ""}`),
            );
          },
          { currentPage, formStates: { dark }, openHeaderIds: ["faq-0"] },
        );
        assert.deepEqual(found, [], `${currentPage}, ${dark ? "dark" : "light"}`);
        const wide = await page.evaluate(() => host.shadowRoot.querySelector(".content").scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${currentPage} is ${wide} wider than the screen`);
      }
    }
    await page.close();
  });
}

test("questions open, the dark is live, plans are chosen", async () => {
  const { page } = await opened("en", "phone");
  const seen = await page.evaluate(async () => {
    const seen = {};
    show({});
    const find = (selector) => host.shadowRoot.querySelector(selector);
    const shade = () => getComputedStyle(find("details")).backgroundColor;
    find('details[data-id="faq-1"] summary').click();
    seen.open = find('details[data-id="faq-1"]').open;
    seen.day = shade();
    find('[data-id="dark"]').click();
    await rest(host.shadowRoot);
    seen.night = shade();
    const plans = [...host.shadowRoot.querySelectorAll('[data-id="plan"]')];
    plans[1].click();
    seen.pressed = [...host.shadowRoot.querySelectorAll('[data-id="plan"]')].map((plan) =>
      plan.getAttribute("aria-pressed"),
    );
    seen.same = plans[1] === host.shadowRoot.querySelectorAll('[data-id="plan"]')[1];
    return seen;
  });
  assert.deepEqual(seen, {
    open: true,
    day: "rgb(255, 255, 255)",
    night: "rgb(26, 36, 32)",
    pressed: ["false", "true", "false"],
    same: true,
  });
  await page.close();
});

test("an app brings components of its own", async () => {
  const page = await openPage(browser);
  const answers = await page.evaluate(async () => {
    const { Runtime } = await import("/www/dist/index.js");
    const use = { component: "custom:badge", properties: { text: '"new"' } };
    const paywall = {
      id: "p",
      template: {
        min_sdk_version: "3.3.0",
        pages: [{ name: "a", contentContainer: { component: "container", components: [use] } }],
      },
    };
    const components = {
      badge: { properties: { text: { type: "text" } }, template: '{"component": "text", "text": "{{text}}!"}' },
    };
    const given = [
      { paywalls: [paywall] },
      `\uFEFF${JSON.stringify({ paywalls: [paywall] })}`,
      new TextEncoder().encode(`\uFEFF${JSON.stringify({ paywalls: [paywall] })}`),
    ];
    return Promise.all(
      given.map(async (document) => (await Runtime.load(document, { components })).render({ paywall: "p" }).html),
    );
  });
  for (const html of answers) assert.match(html, /"new"!<\/div>/);
  await page.close();
});
