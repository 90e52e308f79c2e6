// Every stock paywall on the page of each engine: what is shown, what taps do, what a server wrote, and what is left.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { startHost } from "../node/cases.mjs";
import { operations } from "../node/host.mjs";
import { inEachEngine } from "./engines.mjs";
import { real, stock, viewsOf } from "./stock.mjs";

const bytes = (value) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const read = (answer) => JSON.parse(new TextDecoder().decode(answer));
const template = readFileSync(new URL("../../paywall-templates/live.hbs", import.meta.url), "utf8");

/** Runs in the page: loads a document, and leaves what tests need on `window`. */
async function prepare(source) {
  const [{ Runtime }, { hydrate }, frames] = await Promise.all(
    ["/www/dist/index.js", "/www/dist/hydrate.js", "/tests/engines/frame.mjs"].map((path) => import(path)),
  );
  Object.assign(window, { runtime: await Runtime.load(source), hydrate, ...frames });
  window.hear = (paywall) => {
    window.events = [];
    paywall.onAction(({ action }) => {
      events.push(action);
      return false;
    });
    return paywall;
  };
  window.written = (request, paywall) => runtime.render({ ...request, state: paywall.state }).html;
}

/** Runs in the page: mounts one paywall, presses what there is to press, and takes it away. */
async function live(request) {
  const { width, height } = request.device;
  const paywall = hear(runtime.launch(request));
  const root = await mountIn(await frameOf(width, height), paywall);
  const shown = root.querySelector(".paywall");
  const wrong = [];
  const compare = (when) => {
    // A countdown goes on meanwhile.
    const [there, here] = [shown.outerHTML, written(request, paywall)].map((html) =>
      html.replaceAll(/(data-unit="\d+">)\d+/g, "$1"),
    );
    let at = 0;
    while (there[at] === here[at] && at < here.length) at += 1;
    if (there !== here) wrong.push(`${when}: ${there.slice(at - 20, at + 60)} is not ${here.slice(at - 20, at + 60)}`);
  };
  compare("mounted");
  const { scrollWidth } = root.ownerDocument.documentElement;
  if (scrollWidth > width) wrong.push(`it is ${scrollWidth} wide`);
  for (const tap of [...root.querySelectorAll("[data-tap]")].slice(0, 12)) {
    if (!tap.isConnected || tap.disabled) continue;
    tap.click();
    compare(`after a tap on ${tap.dataset.id}`);
  }
  if (events.length < 2) wrong.push("no tap was heard");
  paywall.unmount();
  if (root.childNodes.length + root.adoptedStyleSheets.length > 1) wrong.push("something is left");
  return wrong;
}

/** Runs in the page: brings to life what a server wrote. */
async function comeAlive(request) {
  const root = document.querySelector("#paywall").shadowRoot;
  const nodes = [...root.querySelectorAll("*")];
  const paywall = hear(runtime.launch(request)).mount(root.host, { hydrate });
  await frame();
  const warnings = paywall.warnings.filter(({ code }) => code === "hydration_mismatch");
  const kept = nodes.filter((node) => root.contains(node)).length;
  root.querySelector("[data-tap]:not([disabled])").click();
  return { warnings, lost: nodes.length - kept, isHeard: events.length > 0 };
}

inEachEngine((page) => {
  for (const [name, source] of Object.entries({ stock, ...(real && { real }) })) {
    test(`every ${name} paywall is the written page, before and after taps, and leaves nothing`, async () => {
      await page.goto("/");
      await page.evaluate(prepare, source.document);
      for (const { name, request } of viewsOf(source)) assert.deepEqual(await page.evaluate(live, request), [], name);
    });

    test(`what a server wrote of every ${name} paywall comes to life without a change`, async () => {
      const host = await startHost();
      const { handle } = read(host.load(bytes(source.document))).ok;
      for (const { name, request } of viewsOf(source)) {
        const { html } = read(host.call(handle, operations.snapshot, bytes({ ...request, page: { template } }))).ok;
        page.site.answers.set("/written", () => ({
          body: html.replace("<head>", "<head><script src=/waits.js></script>"),
        }));
        await page.goto("/written");
        await page.evaluate(prepare, source.document);
        const seen = await page.evaluate(comeAlive, request);
        assert.deepEqual(seen, { warnings: [], lost: 0, isHeard: true }, name);
      }
    });
  }
});
