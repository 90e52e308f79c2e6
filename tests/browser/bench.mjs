// Times in a real Chromium, unthrottled: one JSON object on standard output.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "../node/cases.mjs";
import { launch, openPage } from "./chromium.mjs";

const rounds = 21;
const viewport = { width: 1920, height: 1080 };
const device = { formFactor: "television", ...viewport };
const subject = find();
// One context, so that the file cache and the code cache are warm as on a second visit.
const browser = await launch();
const starts = [];
for (let round = 0; round < rounds; round++) starts.push(await fresh(start));
const inside = await fresh(measure);
await browser.close();

const startTimes = ["loaded", "mounted", "painted"].map((name) => [name, median(starts.map((times) => times[name]))]);
console.log(JSON.stringify({ document: subject.name, ...Object.fromEntries(startTimes), ...inside }));

/**
 * The real document where it is at hand, else the stock one; buying buttons select, so that selecting can be measured.
 */
function find() {
  const read = (path) => readFileSync(join(root, path), "utf8");
  const real = "../shared/real/tv-initial-config.json";
  if (!existsSync(join(root, real))) {
    const products = JSON.parse(read("paywall-templates/products.json"));
    return {
      name: "stock",
      document: read("paywall-templates/document.json"),
      products,
      label: "living_room",
      pages: ["plans", "more"],
    };
  }
  const document = read(real).replaceAll('"namiBuySKU"', '"namiSelectSKU"');
  const { products } = JSON.parse(read("../shared/real/geometry.json"));
  return { name: "real", document, products, label: "inapp_basic", pages: ["page1", "page2"] };
}

async function fresh(work) {
  const page = await openPage(browser, { viewport });
  try {
    if (work === measure) await page.evaluate(`window.takeOver = ${takeOver}`);
    return await page.evaluate(work, { ...subject, device });
  } finally {
    await page.close();
  }
}

/** In the page: from the start of the script to the complete paywall, and until it is painted. */
async function start({ document: text, products, label, device }) {
  const begin = performance.now();
  const { Runtime } = await import("/www/dist/index.js");
  const runtime = await Runtime.load(text);
  const loaded = performance.now();
  const root = document.body.appendChild(document.createElement("div"));
  runtime.launch(label, { products, device }).mount(root);
  const mounted = performance.now();
  const painted = await new Promise((resolve) =>
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))),
  );
  return { loaded: loaded - begin, mounted: mounted - begin, painted: painted - begin };
}

/** In the page: what happens after the start, each as the median of single runs, in milliseconds. */
async function measure({ document: text, products, label, device, pages }) {
  const middle = (times) => times.sort((a, b) => a - b)[times.length >> 1];
  // The clock's steps are coarse: a run is as many calls as make it long, and the share of one counts.
  const time = (work, calls = 20) => {
    const runs = Array.from({ length: 15 }, () => {
      const begin = performance.now();
      for (let call = 0; call < calls; call++) work(call);
      return (performance.now() - begin) / calls;
    });
    return middle(runs);
  };

  const { Runtime } = await import("/www/dist/index.js");
  const runtime = await Runtime.load(text);
  const root = document.body.appendChild(document.createElement("div"));
  const request = { launch: { label }, device, products };
  const launch = () => runtime.launch(label, { products, device });
  const paywall = launch().mount(root);
  const shadow = root.shadowRoot;
  const nodes = shadow.querySelectorAll("*").length;

  const times = {
    decide: time(() => runtime.answer("decide", { launch: { label }, device })),
    render: time(() => runtime.answer("render", request)),
  };
  const choices = [...shadow.querySelectorAll("[aria-pressed]")].map((choice) => choice.getAttribute("data-tap"));
  times.selection = choices.length < 2 ? null : time((call) => paywall.act(choices[call % 2]));
  times.page = time((call) => paywall.update({ state: { currentPage: pages[(call + 1) % 2] } }));
  Object.assign(times, await takeOver(launch, runtime.render(request), middle));
  return { ...times, nodes, heap: /** @type {any} */ (performance).memory?.usedJSHeapSize ?? null };
}

/** In the page: mounting into nothing beside taking over what a server wrote, each until it is laid out. */
async function takeOver(launch, { html, css }, middle) {
  const { hydrate } = await import("/www/dist/hydrate.js");
  const once = (isWritten) => {
    const around = document.body.appendChild(document.createElement("div"));
    const announcer = '<div class="announcer" role="status"></div>';
    const written = `<template shadowrootmode=open><style>${css}</style>${html}${announcer}</template>`;
    around.setHTMLUnsafe(`<div>${isWritten ? written : ""}</div>`);
    const host = around.firstElementChild;
    const paywall = launch();
    host.getBoundingClientRect();
    const begin = performance.now();
    paywall.mount(host, { hydrate });
    host.getBoundingClientRect();
    const time = performance.now() - begin;
    paywall.unmount();
    around.remove();
    return time;
  };
  const all = { mount: [], hydrate: [] };
  for (let round = 0; round < 60; round++) {
    all.mount.push(once(false));
    all.hydrate.push(once(true));
  }
  const [mount, hydration] = [middle(all.mount), middle(all.hydrate)];
  return { mount, hydrate: hydration, "mount to hydrate": mount / hydration };
}

function median(times) {
  return times.sort((a, b) => a - b)[times.length >> 1];
}
