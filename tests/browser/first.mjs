// The first paywall on a slow line: `node tests/browser/first.mjs [--runs 10] [--rate 1.6] [--latency 150] [--language en]`.
//
// Chromium loads whole pages from a server on this machine, over a line of `rate` Mbit/s and `latency` ms that its
// developer tools imitate. Every visit is a browser of its own with nothing kept; the pages take turns. One JSON object
// a page on standard output, with medians in milliseconds from the navigation: `paint`, the first paint of anything;
// `alive`, the paywall is in the page and a tap is carried out at once; `tapped`, a tap made right after the first
// paint is carried out. `bytes` is what came over the line. With `language`, the document has the texts of that one
// alone, as a host sends it to an address with `?locale=`.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { brotliCompressSync, constants } from "node:zlib";

import { root } from "../node/cases.mjs";
import { launch, types } from "./chromium.mjs";
import { head, requestOf, script, source, written } from "./written.mjs";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "10" },
    rate: { type: "string", default: "1.6" },
    latency: { type: "string", default: "150" },
    language: { type: "string" },
  },
});
const request = requestOf("Fern Phone", "phone", 390, 844);
const start =
  '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">';
const hints = head.replace(/.*hydrate.*\n/, "");
const place = '<style>html,body{margin:0;height:100%}</style><body><div id="paywall"></div>';

/** The pages, by name: the README's lines, the same with the hints of docs/start.md, and that of docs/hydration.md. */
const pages = {
  "by script, without hints": `${start}<script type="module" src="/readme.js"></script>${place}`,
  "by script": `${start}${hints.replace("/app.js", "/readme.js")}${place}`,
  "written by the server": await written(request),
};

const alive = 'performance.mark("alive");';
const scripts = {
  "/readme.js": `import { Runtime } from "/paywall-runtime/index.js";
    const request = ${JSON.stringify(request)};
    const runtime = await Runtime.load("/paywalls.json", { target: request });
    runtime.launch(request).mount(document.getElementById("paywall"));
    ${alive}`,
  "/app.js": `const buy = () => {};\n${script}\n${alive}`,
};

/** The files of the server, compressed once. */
const files = new Map();
function add(path, type, body) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  files.set(path, { type, body: brotliCompressSync(body, { params }) });
}
for (const [name, html] of Object.entries(pages)) add(`/${encodeURIComponent(name)}`, "text/html", html);
for (const [path, script] of Object.entries(scripts)) add(path, types[".js"], script);
const sent = JSON.parse(source);
if (values.language) sent.texts.locales = { [values.language]: sent.texts.locales[values.language] };
// As servers send it: without its spaces.
add("/paywalls.json", types[".json"], JSON.stringify(sent));
for (const name of ["index.js", "hydrate.js", "paywall_first.wasm", "paywall_rest.wasm"]) {
  add(`/paywall-runtime/${name}`, types[extname(name)], readFileSync(join(root, "www/dist", name)));
}

const server = createServer(({ url }, response) => {
  const file = files.get(url);
  if (!file) return response.writeHead(204).end();
  response.writeHead(200, { "content-type": file.type, "content-encoding": "br", "cache-control": "max-age=60" });
  response.end(file.body);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());

/** Visits a page, taps right after the first paint, and tells when what happened. */
async function visit(name) {
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    await page.addInitScript(watch);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Network.enable");
    const bytesPerSecond = (Number(values.rate) * 1e6) / 8;
    await devtools.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: Number(values.latency),
      downloadThroughput: bytesPerSecond,
      uploadThroughput: bytesPerSecond,
    });
    let received = 0;
    devtools.on("Network.loadingFinished", ({ encodedDataLength }) => (received += encodedDataLength));
    await page.goto(`http://127.0.0.1:${port}/${encodeURIComponent(name)}`, { waitUntil: "commit" });
    await known(page, "paywall");
    await page.click("#paywall [data-tap][aria-pressed=false]", { noWaitAfter: true });
    await known(page, "tapped");
    return { ...(await page.evaluate(() => globalThis.times)), bytes: received };
  } finally {
    await browser.close();
  }
}

/** Waits until the page knows a time. */
async function known(page, name) {
  const asked = (name) => globalThis.times?.[name];
  // As long as the page is on its way, the one before it may be asked, and go.
  for (const since = Date.now(); !(await page.evaluate(asked, name).catch(() => false)); await sleep(10)) {
    if (Date.now() - since > 60_000) throw new Error(`after a minute, the page does not know of ${name}`);
  }
}

/** Runs in the page before all else: notes the times of what the customer sees. */
function watch() {
  /** @type {Record<string, number>} */
  const times = {};
  globalThis.times = times;
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries()) if (name === "first-contentful-paint") times.paint = startTime;
  }).observe({ type: "paint", buffered: true });
  let second;
  const look = () => {
    const shown = document.querySelector("#paywall")?.shadowRoot;
    second ??= shown?.querySelector("[data-tap][aria-pressed=false]");
    if (second && times.paint) times.paywall ??= performance.now();
    const [alive] = performance.getEntriesByName("alive");
    if (alive) times.alive ??= alive.startTime;
    if (second?.getAttribute("aria-pressed") === "true") times.tapped ??= performance.now();
    if (!times.tapped) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

const median = (numbers) => Math.round(numbers.sort((a, b) => a - b)[numbers.length >> 1]);
const all = Object.fromEntries(Object.keys(pages).map((name) => [name, []]));
for (let run = 0; run < Number(values.runs); run += 1) {
  for (const name of Object.keys(pages)) all[name].push(await visit(name));
}
for (const [name, visits] of Object.entries(all)) {
  const fields = ["paint", "alive", "tapped", "bytes"].map((field) => [
    field,
    median(visits.map((times) => times[field])),
  ]);
  console.log(JSON.stringify({ page: name, ...Object.fromEntries(fields) }));
}
server.close();
