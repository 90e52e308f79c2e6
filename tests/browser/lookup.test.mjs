// The fonts of a document are looked up while the module is on its way, and not when the paywall is first laid out.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { root } from "../node/cases.mjs";
import { launch, openPage } from "./chromium.mjs";

const document = readFileSync(join(root, "paywall-templates/document.json"), "utf8");
const phone = JSON.parse(document).paywalls.find(({ name }) => name === "Fern Phone");
const request = { paywall: phone.id, device: { formFactor: "phone", width: 390, height: 844 }, locale: "en-US" };

/** A question of Chromium to the system, once for each font and size, in its traces. */
const QUESTION = "WebSandboxSupportLinux::GetWebFontRenderStyleForStrike";

/** Runs in the page: shows the paywall. Where the module is late, it comes after `late` ms. */
async function show(source, request, late) {
  const { Runtime } = await import("/www/dist/index.js");
  const compiled = await WebAssembly.compileStreaming(fetch("/www/dist/paywall_runtime.wasm"));
  const module = late ? new Promise((resolve) => setTimeout(() => resolve(compiled), late)) : compiled;
  const runtime = await Runtime.load(source, { module });
  const place = document.body.appendChild(document.createElement("div"));
  performance.mark("begin");
  runtime.launch(request).mount(place);
  place.getBoundingClientRect();
  performance.mark("end");
}

/** Counts what the first layout asks the system, in a browser of its own, as the browser keeps the answers. */
async function questions(late) {
  const browser = await launch();
  const page = await openPage(browser, { viewport: { width: 390, height: 844 } });
  const devtools = await page.context().newCDPSession(page);
  const events = [];
  devtools.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  const ended = new Promise((resolve) => devtools.once("Tracing.tracingComplete", resolve));
  const traceConfig = { includedCategories: ["blink.user_timing", "fonts"] };
  await devtools.send("Tracing.start", { transferMode: "ReportEvents", traceConfig });
  await page.evaluate(`(${show})(...${JSON.stringify([document, request, late])})`);
  await devtools.send("Tracing.end");
  await ended;
  await browser.close();
  const time = (mark) => events.find(({ name }) => name === mark).ts;
  return events.filter(({ name, ts }) => name === QUESTION && ts > time("begin") && ts < time("end")).length;
}

test("the first layout asks the system for no font if the module was late", async (t) => {
  const before = await questions(0);
  if (!before) return t.skip("this browser does not trace what it asks the system for");
  assert.ok(before > 8, `${before}`);
  assert.equal(await questions(1_500), 0);
});

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** Runs in the page: what is on it while a document waits for the module, and after. */
async function waiting(source, comes) {
  const { Runtime } = await import("/www/dist/index.js");
  const parts = () => document.documentElement.childElementCount;
  const before = parts();
  const styled = [];
  const { getComputedStyle } = window;
  window.getComputedStyle = (element) => {
    styled.push(element.style.font);
    return getComputedStyle(element);
  };
  let come;
  const module = new Promise((resolve, reject) => {
    come = () => (comes ? resolve("/www/dist/paywall_runtime.wasm") : reject(new Error("no network")));
  });
  const loaded = Runtime.load(source, { module }).then(
    () => "loaded",
    ({ code }) => code,
  );
  await until(() => styled.length > 3);
  come();
  const answer = await loaded;
  const count = styled.length;
  await frame();
  await frame();
  return { answer, styled: styled.slice(0, 4), stays: parts() - before, goesOn: styled.length > count };
}

for (const comes of [true, false]) {
  test(`it ends ${comes ? "when the module comes" : "when the module does not come"}, and nothing stays`, async () => {
    const page = await openPage(browser);
    const text = (fontSize, fontName) => ({ component: "text", text: "x", fontSize, fontName });
    const many = Array.from({ length: 60 }, (_, at) => text(100 + at));
    const components = [text(21), text(21), text(17), text("17", 'In"ter; } * {'), ...many];
    const source = JSON.stringify({ paywalls: [{ id: "a", name: "a", template: { pages: [{ components }] } }] });
    const seen = await page.evaluate(`(${waiting})(...${JSON.stringify([source, comes])})`);
    const families = '"In\\"ter; } * {", Helvetica, Arial, sans-serif';
    assert.deepEqual(seen, {
      answer: comes ? "loaded" : "module_unavailable",
      styled: [`400 21px ${families}`, `700 21px ${families}`, `400 17px ${families}`, `700 17px ${families}`],
      stays: 0,
      goesOn: false,
    });
    await page.close();
  });
}
