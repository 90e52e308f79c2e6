// Paywalls under the policy that docs/policy.md asks pages for, in each engine: nothing is refused.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { inEachEngine } from "./engines.mjs";
import { stock, viewsOf } from "./stock.mjs";

const page_ = readFileSync(new URL("../../docs/policy.md", import.meta.url), "utf8");
const policy = /```http\nContent-Security-Policy: ([^`]*)```/
  .exec(page_)[1]
  .replace(/\s*\n\s*/g, " ")
  .trim();

const strict = `<!doctype html><meta charset=utf-8><script src=/waits.js></script><script src=/refused.js></script><body>`;
const refused = `window.refused = [];
addEventListener("securitypolicyviolation", (event) =>
  refused.push(event.effectiveDirective + ": " + event.blockedURI + " " + event.sample));
addEventListener("error", (event) => refused.push(event.message));
addEventListener("unhandledrejection", (event) => refused.push(String(event.reason)));`;

/** Runs in the page: shows a view, and presses what there is to press. */
async function show(source, requests) {
  const { Runtime } = await import("/www/dist/index.js");
  const runtime = await Runtime.load(source);
  for (const request of requests) {
    const place = document.body.appendChild(document.createElement("div"));
    const paywall = runtime.launch(request);
    paywall.onAction(() => false);
    paywall.mount(place, { dialog: true });
    for (const tap of [...place.shadowRoot.querySelectorAll("[data-tap]")].slice(0, 12)) tap.click();
    await frame();
    paywall.unmount();
    place.remove();
  }
  return window.refused;
}

inEachEngine((page) => {
  test("every stock paywall runs under it", async () => {
    page.site.answers.set("/refused.js", () => ({ type: "text/javascript", body: refused }));
    page.site.answers.set("/strict", () => ({ headers: { "content-security-policy": policy }, body: strict }));
    await page.goto("/strict");
    const requests = viewsOf(stock).map(({ request }) => request);
    assert.deepEqual(await page.evaluate(show, stock.document, requests), []);
  });

  test("the policy holds: what it forbids is refused", async () => {
    const seen = await page.evaluate(async () => {
      const button = document.body.appendChild(document.createElement("button"));
      const attempts = [
        () => button.setAttribute("onclick", "window.ran = true"),
        () => (document.body.appendChild(document.createElement("script")).textContent = "window.ran = true"),
        () => (document.body.innerHTML = "<img src=x onerror='window.ran = true'>"),
      ];
      for (const attempt of attempts) {
        try {
          attempt();
        } catch {
          // Trusted types refuse the text itself.
        }
      }
      button.click();
      await frame();
      return window.ran ?? false;
    });
    assert.equal(seen, false);
  });
});
