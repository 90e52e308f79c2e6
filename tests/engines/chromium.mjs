// Chromium, by Playwright.

import { found, launch } from "../browser/chromium.mjs";

export const name = "chromium";

export const missing = found() ? false : "Chromium is missing";

/** Starts Chromium, with one page. */
export async function open({ width, height }) {
  const browser = await launch();
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: 1 });
  return {
    goto: (url) => page.goto(url),
    run: (source) => page.evaluate(source),
    tap: (x, y) => page.mouse.click(x, y),
    press: (key) => page.keyboard.press(key),
    close: () => browser.close(),
  };
}
