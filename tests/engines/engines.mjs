// The three engines that tests run in, each in the same words.

import { after, before, describe } from "node:test";

import * as chromium from "./chromium.mjs";
import * as firefox from "./firefox.mjs";
import { open as openSite } from "./site.mjs";
import * as webkit from "./webkit.mjs";

/** Only the engines that ENGINES names, if it names any. */
const wanted = process.env.ENGINES?.split(",").filter(Boolean) ?? [];
export const engines = [chromium, firefox, webkit].filter(({ name }) => !wanted.length || wanted.includes(name));

/** The window, in CSS pixels: the largest screen of paywalls. */
export const WINDOW = { width: 1920, height: 1080 };

/** Declares the tests of `tests(page)` once for each engine; one that is missing shows them as skipped. */
export function inEachEngine(tests) {
  for (const engine of engines) {
    describe(engine.name, { skip: engine.missing }, () => {
      const page = {};
      before(async () => Object.assign(page, await openPage(engine)));
      after(() => page.close?.());
      tests(page);
    });
  }
}

/** Starts an engine and the site, and answers with its page: on the site's empty page at first. */
export async function openPage(engine) {
  const site = await openSite();
  const page = await opened(engine, `${site.url}/`);
  return {
    engine: engine.name,
    site,
    press: page.press,
    tap: page.tap,
    /** Goes to a path of the site. */
    goto: (path = "/") => page.goto(`${site.url}${path}`),
    /** Runs a function in the page, waits for it, and answers with what it answers; all of it as JSON. */
    async evaluate(run, ...parts) {
      const { answer, error } = JSON.parse(await page.run(scriptOf(run, parts)));
      if (error) throw new Error(error);
      return answer;
    },
    async close() {
      await page.close();
      site.close();
    },
  };
}

/** How often an engine is started: on a busy machine its driver may take another's port, or give up. */
const STARTS = 3;

/** Starts an engine at an address: what tests try is the page, not whether a browser starts at the first time. */
async function opened(engine, address, left = STARTS) {
  let page;
  try {
    page = await engine.open(WINDOW);
    await page.goto(address);
    return page;
  } catch (error) {
    await page?.close();
    if (left <= 1) throw error;
    console.log(`${engine.name} did not start: ${error}`);
    return opened(engine, address, left - 1);
  }
}

const scriptOf = (run, parts) =>
  `(async () => {
    try {
      return JSON.stringify({ answer: (await (${run})(...${JSON.stringify(parts)})) ?? null });
    } catch (error) {
      return JSON.stringify({ error: String(error) + "\\n" + error?.stack });
    }
  })()`;
