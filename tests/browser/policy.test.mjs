// Paywalls under the policy that docs/policy.md asks pages for, word for word: nothing is missing, nothing is refused.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { root, startHost } from "../node/cases.mjs";
import { operations } from "../node/host.mjs";
import { launch, openPage, origin } from "./chromium.mjs";

const text = (path) => readFileSync(join(root, path), "utf8");
/** The policies of the document's code blocks, in order: of a page, and of what a server wrote. */
const [ofPage, ofWritten] = [...text("docs/policy.md").matchAll(/```http\n([^`]*)```/g)].map(([, lines]) =>
  lines
    .replace(/^Content-Security-Policy: /, "")
    .replace(/\s*\n\s*/g, " ")
    .trim(),
);
const stock = {
  document: text("paywall-templates/document.json"),
  products: JSON.parse(text("paywall-templates/products.json")),
};
const realFile = "../shared/real/tv-initial-config.json";
const real = existsSync(join(root, realFile)) && {
  document: text(realFile),
  products: JSON.parse(text("../shared/real/geometry.json")).products,
};
const controls = { document: text("tests/documents/controls.json"), products: [] };
const all = { stock, controls, ...(real && { real }) };

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** A page of `html` under `policy` that tells what was refused. */
async function strict(policy, html) {
  const page = await openPage(browser, { viewport: { width: 1920, height: 1080 } });
  const refused = [];
  page.on(
    "console",
    (message) => message.type() === "error" && !/net::ERR/.test(message.text()) && refused.push(message.text()),
  );
  page.on("pageerror", (error) => refused.push(error.message));
  await page.addInitScript(() => {
    window.refused = [];
    addEventListener("securitypolicyviolation", (event) =>
      window.refused.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`),
    );
  });
  const headers = { "content-security-policy": policy };
  await page.route(`${origin}/strict`, (route) =>
    route.fulfill({ contentType: "text/html; charset=utf-8", headers, body: html }),
  );
  await page.goto(`${origin}/strict`);
  return { page, refused };
}

test("the policy is the strictest there is for scripts", () => {
  assert.match(ofPage, /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval';/);
  assert.match(ofPage, /require-trusted-types-for 'script'; trusted-types 'none'/);
  assert.doesNotMatch(ofPage + ofWritten, /'unsafe-(inline|eval)'|'strict-dynamic'|\*/);
});

/** Runs in the page: shows every page of every paywall, and presses what there is to press. */
async function showAll({ document: source, products, device }) {
  const { Runtime } = await import("/www/dist/index.js");
  const runtime = await Runtime.load(source);
  let pressed = 0;
  for (const { id, pages } of runtime.document.paywalls) {
    for (const currentPage of pages) {
      const host = document.body.appendChild(document.createElement("div"));
      const paywall = runtime.launch({ paywall: id, products, device, locale: "en-US", state: { currentPage } });
      paywall.onAction(() => false);
      paywall.mount(host, { dialog: true });
      for (const button of [...host.shadowRoot.querySelectorAll("[data-tap]")].slice(0, 12)) {
        button.click();
        pressed++;
      }
      paywall.purchaseFailed({ error: "declined" });
      await frame();
      paywall.unmount();
      host.remove();
    }
  }
  return { pressed, refused };
}

for (const [name, { document, products }] of Object.entries(all)) {
  test(`every ${name} paywall runs under it, trusted types enforced`, async () => {
    const { page, refused } = await strict(ofPage, "<!doctype html><meta charset=utf-8><body>");
    for (const [formFactor, width, height] of [
      ["phone", 390, 844],
      ["television", 1920, 1080],
    ]) {
      const seen = await page.evaluate(showAll, { document, products, device: { formFactor, width, height } });
      assert.ok(seen.pressed > 0);
      assert.deepEqual([...seen.refused, ...refused], []);
    }
    await page.close();
  });
}

test("a flow with its screens, a bridge and the customer manager run under it", async () => {
  const { page, refused } = await strict(ofPage, "<!doctype html><meta charset=utf-8><body>");
  const seen = await page.evaluate(
    async ({ source }) => {
      const [{ Runtime }, { bridge }, { Customers }] = await Promise.all(
        ["index", "bridge", "customers"].map((name) => import(`/www/dist/${name}.js`)),
      );
      Customers.open({ host: location.origin, platform: "p", fetch: async () => new Response("{}") }).close();
      if (source) {
        const paywall = (await Runtime.load(source)).launch("onboarding_ftue_us_ctv", { formFactor: "television" });
        bridge(paywall);
        paywall.mount(document.body.appendChild(document.createElement("div")));
        for (const id of ["closeButton", "closeButton0"]) {
          const screens = () => [...document.querySelector("div").shadowRoot.querySelectorAll("div > div")];
          screens().at(-1).shadowRoot.querySelector(`[data-id=${id}]`).click();
          await until(() => screens().length === 1);
        }
      }
      return window.refused;
    },
    { source: real?.document },
  );
  assert.deepEqual([...seen, ...refused], []);
  await page.close();
});

test("what a server wrote is shown and comes to life under its policy", async () => {
  const host = await startHost();
  const bytes = (value) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
  const read = (answer) => JSON.parse(new TextDecoder().decode(answer));
  const { ok: loaded } = read(host.load(bytes(stock.document)));
  const device = { formFactor: "phone", width: 390, height: 844 };
  const paywall = JSON.parse(stock.document).paywalls[0].id;
  const request = { paywall, products: stock.products, device, locale: "en-US" };
  const page_ = { nonce: "r4nd0m", template: text("paywall-templates/live.hbs") };
  const { html } = read(host.call(loaded.handle, operations.snapshot, bytes({ ...request, page: page_ }))).ok;
  const { page, refused } = await strict(ofWritten.replaceAll("NONCE", "r4nd0m"), html);
  const seen = await page.evaluate(
    async ({ source, request }) => {
      const [{ Runtime }, { hydrate }] = await Promise.all(
        ["index", "hydrate"].map((name) => import(`/www/dist/${name}.js`)),
      );
      const place = document.querySelector("#paywall");
      const styled = () => getComputedStyle(place.shadowRoot.querySelector("button")).display;
      const before = styled();
      const paywall = (await Runtime.load(source)).launch(request).mount(place, { hydrate });
      place.shadowRoot.querySelector("button[aria-pressed=false]").click();
      return {
        before,
        after: styled(),
        warnings: paywall.warnings.filter(({ code }) => code === "hydration_mismatch"),
        refused: window.refused,
      };
    },
    { source: stock.document, request },
  );
  assert.deepEqual(seen, { before: "flex", after: "flex", warnings: [], refused: [] });
  assert.deepEqual(refused, []);
  await page.close();
});
