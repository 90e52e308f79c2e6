// Takes the pictures of the gallery, and notes what they show.
//
//   cargo xtask wasm && node paywall-templates/gallery/take.mjs

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { launch } from "../../tests/browser/chromium.mjs";
import { startBuilt } from "../../tests/node/built.mjs";
import { operations } from "../../tests/node/host.mjs";

const file = (path) => new URL(path, import.meta.url);
const read = (path) => readFileSync(file(path));
const screens = {
  phone: ["phone", 390, 844, 0.75],
  wide: ["desktop", 1440, 900, 0.4],
  television: ["television", 1920, 1080, 0.3],
};

/** Returns a hash of all that a design's pictures show. */
export const shown = (name) =>
  createHash("sha256")
    .update(read(`${name}.json`))
    .update(read("products.json"))
    .digest("hex")
    .slice(0, 16);

async function take() {
  const host = await startBuilt(async (name) => read(`../../www/dist/${name}`));
  const browser = await launch();
  const list = {};
  for (const { name } of JSON.parse(read("index.json"))) {
    const { handle } = answer(host.load(read(`${name}.json`)));
    for (const [kind, [formFactor, width, height, deviceScaleFactor]] of Object.entries(screens)) {
      const request = {
        paywall: `${name}-${kind}`,
        device: { formFactor, width, height },
        products: JSON.parse(read("products.json")),
        now: 1767225600000,
      };
      const bytes = new TextEncoder().encode(JSON.stringify(request));
      const { html } = answer(host.call(handle, operations.snapshot, bytes));
      const tab = await browser.newPage({ viewport: { width, height }, deviceScaleFactor, reducedMotion: "reduce" });
      await tab.setContent(html);
      await tab.waitForTimeout(300);
      await tab.screenshot({ path: fileURLToPath(file(`pictures/${name}-${kind}.jpg`)), type: "jpeg", quality: 82 });
      await tab.close();
    }
    list[name] = shown(name);
  }
  await browser.close();
  writeFileSync(file("pictures/shown.json"), `${JSON.stringify(list, null, 1)}\n`);
}

function answer(bytes) {
  const { ok, error } = JSON.parse(new TextDecoder().decode(bytes));
  if (error) throw new Error(error.message);
  return ok;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await take();
