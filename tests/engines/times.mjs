// How long the first paywall takes in each engine: `node tests/engines/times.mjs`. The least of several visits, each a
// page of its own, in milliseconds.

import { engines, openPage } from "./engines.mjs";
import { NOW, stock, viewsOf } from "./stock.mjs";

const VISITS = 9;
const [view] = viewsOf(stock);

/** Runs in the page: what starting the module, reading the document and mounting take, and reading it again. */
async function visit(source, request) {
  const { Runtime } = await import("/www/dist/index.js");
  const times = {};
  const take = async (name, work) => {
    const start = performance.now();
    const made = await work();
    times[name] = performance.now() - start;
    return made;
  };
  await take("module", () => Runtime.load('{"paywalls":[]}'));
  const runtime = await take("document", () => Runtime.load(source));
  const place = document.body.appendChild(document.createElement("div"));
  const paywall = runtime.launch(request);
  await take("mount", () => {
    paywall.mount(place);
    return place.getBoundingClientRect();
  });
  await take("document again", () => Runtime.load(`${source} `));
  return times;
}

for (const engine of engines.filter(({ missing }) => !missing)) {
  const page = await openPage(engine);
  const least = {};
  for (let count = 0; count < VISITS; count += 1) {
    await page.goto("/");
    const times = await page.evaluate(visit, stock.document, { ...view.request, now: NOW });
    for (const [name, time] of Object.entries(times)) least[name] = Math.min(least[name] ?? Infinity, time);
  }
  await page.close();
  const words = Object.entries(least).map(([name, time]) => `${name} ${time.toFixed(0)}`);
  console.log(`${engine.name}: ${words.join(", ")}`);
}
