// From a key to its pixels in the editor: `node tests/browser/keystroke.mjs [DOCUMENT PAYWALL COMPONENT]`.
//
// Types into the words of a component, and takes the time from each key to the first picture that is painted after the
// paywall was written anew. Measure on a machine that does nothing else: it prints how busy it was.

import { loadavg } from "node:os";

import { center } from "./center.mjs";
import { launch } from "./chromium.mjs";

const KEYS = 120;
/** The pause between keys, of a quick typist. */
const PAUSE = 90;

const [file, paywall = "591c4816-0e5a-4501-a949-19f789433600", component = "headline"] = process.argv.slice(2);
const host = await center(...(file ? [file] : []));
const browser = await launch();
try {
  const { id } = (await host.call("POST", "drafts", { name: "Keys" })).body;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, extraHTTPHeaders: host.headers });
  const page = await context.newPage();
  await page.goto(`${host.origin}/control/fern/paywalls/${paywall}?draft=${id}`);
  await page.locator(`[data-row="${component}"]`).dblclick({ timeout: 60_000 });
  await page.locator(".in-place").waitFor();
  await page.keyboard.press("Control+End");
  await page.evaluate(watch);
  for (let key = 0; key < KEYS; key += 1) {
    await page.keyboard.press("abcdefghij"[key % 10]);
    await page.waitForTimeout(PAUSE);
  }
  const times = (await page.evaluate(() => /** @type {any} */ (window).times)).toSorted((a, b) => a - b);
  const at = (part) => Number(times[Math.floor((times.length - 1) * part)].toFixed(1));
  console.log(
    JSON.stringify({
      document: file ?? "stock",
      paywall,
      keys: times.length,
      median: at(0.5),
      p95: at(0.95),
      most: at(1),
      load: loadavg()[0],
    }),
  );
} finally {
  await browser.close();
  host.stop();
}

/** Runs in the page: notes for each key when the change that came of it was painted. */
function watch() {
  const noted = /** @type {number[]} */ ([]);
  /** @type {any} */ (window).times = noted;
  let begun = 0;
  addEventListener(
    "keydown",
    ({ timeStamp }) => {
      begun = timeStamp;
    },
    true,
  );
  const { contentDocument } = /** @type {HTMLIFrameElement} */ (document.querySelector(".board iframe"));
  const painted = (since) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => noted.push(performance.now() - since);
    port2.postMessage(0);
  };
  new MutationObserver(() => {
    if (!begun) return;
    const since = begun;
    begun = 0;
    requestAnimationFrame(() => painted(since));
  }).observe(contentDocument.getElementById("place").shadowRoot, { childList: true, subtree: true });
}
