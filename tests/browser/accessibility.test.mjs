// axe-core finds nothing wrong with mounted paywalls, by the rules of WCAG 2.2 A and AA.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { root } from "../node/cases.mjs";
import { launch, openPage } from "./chromium.mjs";

const real = join(root, "../shared/real/tv-initial-config.json");
const screens = { phone: [390, 844], desktop: [1280, 800], television: [1920, 1080] };
const axe = join(root, "tests/node_modules/axe-core/axe.min.js");

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** Everything axe-core objects to on every page of a document's paywalls, as texts. */
async function objections(file, form, without = []) {
  const [width, height] = screens[form];
  const page = await openPage(browser, { viewport: { width, height } });
  await page.addScriptTag({ path: axe });
  const products = readFileSync(join(root, "paywall-templates/products.json"), "utf8");
  const found = await page.evaluate(
    async ({ text, products, device, without }) => {
      const { Runtime } = await import("/www/dist/index.js");
      const runtime = await Runtime.load(text);
      document.title = "Paywalls";
      document.documentElement.lang = "en";
      document.body.style.margin = "0";
      const found = [];
      for (const { id, name, pages } of runtime.document.paywalls) {
        for (const currentPage of pages) {
          const host = document.body.appendChild(document.createElement("main"));
          const paywall = runtime.launch({
            paywall: id,
            device,
            products: JSON.parse(products),
            locale: "en-US",
            state: { currentPage },
          });
          paywall.mount(host, { dialog: true });
          await rest(host.shadowRoot);
          // The background is fixed to the screen, where axe-core does not look for it.
          const behind = host.shadowRoot.querySelector(".background");
          document.body.style.background = getComputedStyle(behind).background;
          const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
          const { violations } = await axe.run(document, {
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
            rules,
          });
          for (const { id, nodes } of violations) {
            for (const node of nodes)
              found.push(`${name}, ${currentPage}: ${id}: ${node.html.slice(0, 160)}: ${node.any[0]?.message ?? ""}`);
          }
          paywall.unmount();
          host.remove();
        }
      }
      return found;
    },
    { text: readFileSync(file, "utf8"), products, device: { formFactor: form, width, height }, without },
  );
  await page.close();
  return found;
}

for (const form of Object.keys(screens)) {
  test(`stock paywalls, ${form}`, async () => {
    assert.deepEqual(await objections(join(root, "paywall-templates/document.json"), form), []);
  });
}

test("all controls", async () => {
  // Its colours and sizes are those of a test.
  const file = join(root, "tests/documents/controls.json");
  assert.deepEqual(await objections(file, "phone", ["color-contrast", "target-size"]), []);
});

test("a real document", { skip: !existsSync(real) && "../shared is not here" }, async () => {
  // Colours and the texts of pictures are its author's.
  assert.deepEqual(await objections(real, "television", ["color-contrast"]), []);
});
