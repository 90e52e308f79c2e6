// The memory that a page keeps of paywalls that were shown in one element and taken away: the module's memory, which
// can never shrink, and the JavaScript heap. `node tests/browser/memory.mjs` compares them after 500 shows and after
// 5,000.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { root } from "../node/cases.mjs";
import { launch, openPage } from "./chromium.mjs";

const FIRST = 500;
const LAST = 5000;
/** What may be more after the last show than after the first ones, in bytes. Shows that stay are 120 MB. */
const MORE = 500_000;

/** Runs in the page, before the module is loaded: leaves its memory on `window`. */
export function watch() {
  const web = /** @type {any} */ (WebAssembly);
  const { instantiate } = web;
  web.instantiate = async (...parts) => {
    const made = await instantiate(...parts);
    // The rest of the module imports it.
    const { memory } = (made.instance ?? made).exports;
    if (memory) Object.assign(window, { memory });
    return made;
  };
}

/** Shows what `make()` on the page launches, and takes it away, in one element and `times` times. */
export function show(page, times) {
  return page.evaluate(async (times) => {
    const here = /** @type {any} */ (window);
    const inside = (here.inside ??= document.body.appendChild(document.createElement("div")));
    for (let count = 0; count < times; count += 1) {
      here.make().mount(inside).unmount();
      if (count % 50 === 0) await here.frame();
    }
  }, times);
}

/** Returns the bytes of the JavaScript heap and of the module's memory, after everything that can be freed is. */
export async function bytes(page) {
  // What ends with something else needs a turn of its own.
  for (let turn = 0; turn < 3; turn += 1) {
    await page.requestGC();
    await page.evaluate(() => /** @type {any} */ (window).frame());
  }
  const devtools = await page.context().newCDPSession(page);
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  await devtools.detach();
  const module = await page.evaluate(() => /** @type {any} */ (window).memory.buffer.byteLength);
  return { heap: usedSize, module };
}

/** Runs in the page: loads the stock document, whose paywalls `make` launches. */
async function prepare({ document: text, products }) {
  const { Runtime } = await import("/www/dist/index.js");
  const runtime = await Runtime.load(text);
  const device = /** @type {const} */ ({ formFactor: "phone", width: innerWidth, height: innerHeight });
  Object.assign(window, { make: () => runtime.launch("settings", { products, device }) });
}

/** Prints the figures, and fails if the memory grew. */
async function measure() {
  const read = (path) => readFileSync(join(root, "paywall-templates", path), "utf8");
  const browser = await launch();
  try {
    const page = await openPage(browser, { viewport: { width: 400, height: 800 } });
    await page.evaluate(watch);
    await page.evaluate(prepare, { document: read("document.json"), products: JSON.parse(read("products.json")) });
    await show(page, FIRST);
    const before = await bytes(page);
    await show(page, LAST - FIRST);
    const after = await bytes(page);
    for (const what of ["module", "heap"]) {
      const more = after[what] - before[what];
      const holds = more <= MORE;
      const [first, last, most] = [before[what], after[what], MORE].map((it) => `${(it / 1e6).toFixed(2)} MB`);
      const told = `${what}: ${first} after ${FIRST} shows, ${last} after ${LAST} (at most ${most} more)`;
      console.log(`${holds ? "ok  " : "FAIL"} ${told}`);
      if (!holds) process.exitCode = 1;
    }
  } finally {
    await browser.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await measure();
