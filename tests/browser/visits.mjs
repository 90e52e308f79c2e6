// The time to see a page of the Control Center: `node tests/browser/visits.mjs [--runs 10] [DOCUMENT]`.
//
// Starts `paywall control` with a document, or the stock one, and opens its pages in Chromium on this machine.
// `first` is a page in a browser that has nothing yet, from the navigation; `later` is the same page in the open
// Control Center, from the click on its link. `shown` is the first picture painted with the page's own heading;
// `filled` the one with all that the page asked for; `drawn` the one with its first live paywall, where it has any.
// One JSON object a page on standard output: the median and the greatest of each, in milliseconds. `ORIGIN` and
// `TOKEN` in the environment name a Control Center that runs already. Measure on a machine that does nothing else: it
// prints how busy it was.

import { loadavg } from "node:os";
import { parseArgs } from "node:util";

import { center } from "./center.mjs";
import { launch } from "./chromium.mjs";

const { values, positionals } = parseArgs({
  options: { runs: { type: "string", default: "10" } },
  allowPositionals: true,
});
const runs = Number(values.runs);

/**
 * The pages: the name of the link, the heading of level 1, and whether it has live paywalls.
 * @type {Record<string, [string, string, boolean]>}
 */
const PAGES = {
  overview: ["Overview", "What customers see", true],
  paywalls: ["Paywalls", "Paywalls", true],
  campaigns: ["Campaigns", "Campaigns", false],
  deployments: ["Deployments", "Deployments", false],
  audit: ["Audit", "Audit", false],
};

const { ORIGIN: origin, TOKEN: token } = process.env;
const running = { origin, headers: { authorization: `Bearer ${token}` }, stop() {} };
const host = origin ? running : await center(...positionals);
const browser = await launch();
const noted = {};
try {
  for (let run = 0; run < runs; run += 1) {
    for (const name of Object.keys(PAGES)) await first(name);
    await later();
  }
} finally {
  await browser.close();
  host.stop();
}
const round = (number) => Math.round(number);
for (const [page, times] of Object.entries(noted)) {
  const summed = Object.entries(times).map(([what, all]) => {
    const sorted = all.toSorted((a, b) => a - b);
    return [what, { median: round(sorted[sorted.length >> 1]), most: round(sorted.at(-1)) }];
  });
  console.log(JSON.stringify({ page, ...Object.fromEntries(summed), load: loadavg()[0] }));
}

/** Opens a browser that has nothing, with the token of the program. */
async function fresh() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, extraHTTPHeaders: host.headers });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.addInitScript(watch);
  return page;
}

/** Visits a page in a browser that has nothing yet. */
async function first(name) {
  const page = await fresh();
  await page.goto(`${host.origin}/control/fern/${name}`, { waitUntil: "commit" });
  await note(page, name, "first", 0);
  await page.context().close();
}

/** Goes from page to page by the links of the navigation. */
async function later() {
  const page = await fresh();
  await page.goto(`${host.origin}/control/fern/overview`);
  await seen(page, PAGES.overview);
  for (const name of [...Object.keys(PAGES).slice(1), "overview"]) {
    // The clock begins at the click, inside the page: what drives the browser takes time of its own.
    const since = await page.evaluate((label) => {
      const links = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#nav a")]);
      const since = performance.now();
      links.find((link) => link.textContent.trim() === label)?.click();
      return since;
    }, PAGES[name][0]);
    await note(page, name, "later", since);
  }
  await page.context().close();
}

/** Notes the times of a page. */
async function note(page, name, kind, since) {
  const { shown, filled, drawn } = await seen(page, PAGES[name], since);
  const of = (noted[name] ??= {});
  (of[`${kind}, shown`] ??= []).push(shown - since);
  (of[`${kind}, filled`] ??= []).push(filled - since);
  if (drawn) (of[`${kind}, drawn`] ??= []).push(drawn - since);
}

/** Resolves to the times after `since` at which heading, all of the page and first live paywall were painted. */
async function seen(page, [, heading, hasPaywalls], since = 0) {
  const asked = ([heading, hasPaywalls, since]) => globalThis.seen?.(heading, hasPaywalls, since);
  const times = await page.waitForFunction(asked, [heading, hasPaywalls, since], { polling: 20 });
  return times.jsonValue();
}

/** Runs in the page before all else: looks before every picture what is in the page. */
function watch() {
  if (window !== window.top) return;
  /** @type {Map<string, number>} */
  let shown = new Map();
  let title = "";
  let filled = 0;
  let drawn = 0;
  const look = () => {
    const now = document.querySelector("main h1")?.textContent ?? "";
    if (now !== title) {
      title = now;
      filled = drawn = 0;
      if (now) shown = new Map([[now, performance.now()]]);
    }
    if (now && !document.querySelector('main .page[aria-busy="true"]')) filled ||= performance.now();
    const frames = /** @type {HTMLIFrameElement[]} */ ([...document.querySelectorAll("main paywall-frame iframe")]);
    const isDrawn = frames.some(
      (frame) => frame.contentDocument?.body?.shadowRoot || frame.contentDocument?.querySelector(".paywall"),
    );
    if (isDrawn) drawn ||= performance.now();
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  globalThis.seen = (heading, hasPaywalls, since) => {
    const at = shown.get(heading);
    if (!at || at < since || !filled || (hasPaywalls && !drawn)) return null;
    return { shown: at, filled, drawn: hasPaywalls ? drawn : 0 };
  };
}
