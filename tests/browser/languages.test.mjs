// The stock paywalls in eight languages, on screens of every size: nothing is cut off, every target can be hit, and a
// remote control's arrows reach everything.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { root } from "../node/cases.mjs";
import { launch, openPage } from "./chromium.mjs";

/** The languages of the stock document, each with a region. */
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
const stock = JSON.parse(readFileSync(join(root, "paywall-templates/document.json"), "utf8"));
const products = JSON.parse(readFileSync(join(root, "paywall-templates/products.json"), "utf8"));
const phones = ["Fern Phone", "Fern Tour", "Fern Upgrade", "Fern Components"];
const screens = {
  "small phone": { formFactor: "phone", width: 320, height: 568, shows: phones },
  phone: { formFactor: "phone", width: 390, height: 844, shows: phones },
  "phone on its side": { formFactor: "phone", width: 844, height: 390, shows: phones },
  tablet: {
    formFactor: "tablet",
    width: 820,
    height: 1180,
    shows: ["Fern Tablet", "Fern Tour", "Fern Upgrade", "Fern Components"],
  },
  desktop: {
    formFactor: "desktop",
    width: 1440,
    height: 900,
    shows: ["Fern Desktop", "Fern Upgrade", "Fern Components"],
  },
  television: { formFactor: "television", width: 1920, height: 1080, shows: ["Fern TV", "Fern Components TV"] },
};

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** Runs in the page: shows pages of paywalls, one after the other, and answers what is wrong with each. */
async function inspect({ document: source, shows, locale, products, device }) {
  const { Runtime } = await import("/www/dist/index.js");
  const runtime = await Runtime.load(JSON.stringify(source), { locales: [locale] });
  document.body.style.margin = "0";
  const wrong = [];
  let count = 0;
  for (const { id, name, pages } of runtime.document.paywalls) {
    if (!shows.includes(name)) continue;
    for (const currentPage of pages) {
      count++;
      const host = document.body.appendChild(document.createElement("main"));
      const launch = { context: { currentGroup: "plus", customAttributes: { feature: "Kurdî" } } };
      const customer = { loggedIn: true, attributes: { firstName: "Maximiliane" } };
      const paywall = runtime
        .launch({ paywall: id, locale, products, device, customer, launch, now: 0, state: { currentPage } })
        .mount(host);
      await rest(host.shadowRoot);
      const shadow = host.shadowRoot;
      const say = (what, { className, dataset, textContent }) => {
        const which = `${className} ${dataset.id ?? ""} "${textContent.slice(0, 30)}"`;
        wrong.push(`${name}, ${currentPage}: ${what}: ${which}`);
      };
      for (const one of shadow.querySelectorAll(".paywall *")) {
        const box = one.getBoundingClientRect();
        if (!box.width || one.closest(".background,.slides")) continue;
        if (box.left < -1 || box.right > innerWidth + 1) say("beyond the screen", one);
        const around = one.parentElement.getBoundingClientRect();
        if (one.matches(".text") && (box.left < around.left - 1.5 || box.right > around.right + 1.5))
          say("beyond its place", one);
        if (one.matches(".button,.toggleSwitch,summary") && (box.width < 24 || box.height < 24))
          say(`${box.width} x ${box.height} is too small`, one);
        if (one.matches(".television *") && (box.bottom > innerHeight + 1 || box.top < -1))
          say("below the screen", one);
      }
      const content = shadow.querySelector(".content");
      content.scrollTop = 1e6;
      const buttons = [...content.querySelectorAll(".button")].filter((one) => !one.closest(".footer"));
      const [last, footer] = [buttons.at(-1), shadow.querySelector(".footer")];
      if (last && footer && last.getBoundingClientRect().bottom > footer.getBoundingClientRect().top + 1)
        say("under the footer", last);
      paywall.unmount();
      host.remove();
    }
  }
  return { count, wrong };
}

for (const [screen, { shows, ...device }] of Object.entries(screens)) {
  test(`nothing is cut off, in eight languages: ${screen}`, async () => {
    const { width, height } = device;
    const page = await openPage(browser, { viewport: { width, height }, reducedMotion: "reduce" });
    for (const [language, locale] of Object.entries(locales)) {
      const { count, wrong } = await page.evaluate(inspect, {
        document: stock,
        shows,
        locale,
        products,
        device,
      });
      assert.deepEqual(wrong, [], language);
      assert.ok(count >= shows.length);
    }
    await page.close();
  });
}

test("everything on a television is reached with arrow keys, from left and from right", async () => {
  for (const locale of ["en-US", "ar-EG"]) {
    const page = await openPage(browser, { viewport: { width: 1920, height: 1080 }, reducedMotion: "reduce" });
    const paywalls = stock.paywalls.filter(({ name }) => / TV/.test(name));
    for (const { id, name, template } of paywalls) {
      for (const { name: currentPage } of template.pages) {
        const all = await page.evaluate(mount, {
          document: stock,
          request: {
            paywall: id,
            locale,
            products,
            device: { formFactor: "television", width: 1920, height: 1080 },
            state: { currentPage },
          },
        });
        const [reached, queue] = [new Set(), [await page.evaluate(() => place())]];
        while (queue.length) {
          const at = queue.shift();
          if (at < 0 || reached.has(at)) continue;
          reached.add(at);
          for (const key of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]) {
            await page.evaluate((at) => targets()[at].focus(), at);
            await page.keyboard.press(key);
            queue.push(await page.evaluate(() => place()));
          }
        }
        assert.equal(reached.size, all, `${name}, ${currentPage}`);
        await page.evaluate(() => leave());
      }
    }
    await page.close();
  }
});

/** Runs in the page: shows a paywall; how many targets it has. */
async function mount({ document: source, request }) {
  const { Runtime } = await import("/www/dist/index.js");
  const host = document.body.appendChild(document.createElement("main"));
  const runtime = await Runtime.load(JSON.stringify(source), { locales: [request.locale] });
  const paywall = runtime.launch(request).mount(host);
  const shadow = host.shadowRoot;
  window.targets = () =>
    [...shadow.querySelectorAll("button:not([disabled]),a[href],summary,[tabindex='0']")].filter(
      (one) => one.getClientRects().length,
    );
  window.place = () => targets().indexOf(shadow.activeElement);
  window.leave = () => {
    paywall.unmount();
    host.remove();
  };
  return targets().length;
}
