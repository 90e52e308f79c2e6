// Paywalls stand at the same places in all engines, with a font that none of them rounds in its own way.

import assert from "node:assert/strict";
import { test } from "node:test";

import { engines, openPage } from "./engines.mjs";
import { evenFont } from "./fonts.mjs";
import { real, stock, viewsOf } from "./stock.mjs";

/** How far a component may stand off from where the first engine puts it, in CSS pixels. */
const TOLERANCE = 2;

/** Where engines differ by themselves, and by how much: see docs/browsers.md. */
const OWN = [
  // WebKit takes the height that a carousel was given for the least that it needs, so it does not shrink where the page
  // is too low for all.
  { engine: "webkit", what: /^Fern Tour \/ welcome @1280x720/, within: 36 },
];

/** Lines of whole pixels. */
const LINES = ".text{line-height:1.5}";
const FACES = [
  ["100 500", "regular"],
  ["501 900", "bold"],
].map(([weights, file]) => `@font-face{font-family:Helvetica;src:url(/font/${file});font-weight:${weights}}`);

/** A document whose pictures come from the site, and which has no fonts of its own. */
function local(document, url) {
  const { paywalls, ...others } = JSON.parse(
    document.replaceAll(/https?:[^"\\ )]*\.(?:png|jpe?g|webp)/g, `${url}/picture.png`),
  );
  return JSON.stringify({ ...others, paywalls: paywalls.map(({ fonts, ...paywall }) => paywall) });
}

/** Runs in the page: where the components of these requests stand. */
async function measure(source, requests, faces, lines) {
  const [{ Runtime }, { even, frameOf, mountIn, places }] = await Promise.all(
    ["/www/dist/index.js", "/tests/engines/frame.mjs"].map((path) => import(path)),
  );
  const runtime = await Runtime.load(source);
  const found = [];
  for (const request of requests) {
    const { width, height } = request.device;
    const inside = await frameOf(width, height);
    inside.document.head.append(Object.assign(inside.document.createElement("style"), { textContent: faces.join("") }));
    await Promise.all(["", "bold "].map((weight) => inside.document.fonts.load(`${weight}12px Helvetica`)));
    const paywall = runtime.launch(request);
    found.push(places(await mountIn(inside, paywall, even, lines)));
    paywall.unmount();
  }
  return found;
}

const sources = [stock, real].filter(Boolean);
const views = sources.flatMap(viewsOf);

/** Where the components of each view stand in an engine. */
async function standing(engine) {
  const page = await openPage(engine);
  try {
    page.site.answers.set("/font/*", ({ url }) => ({ type: "font/ttf", body: evenFont(url.split("/").at(-1)) }));
    const found = [];
    for (const source of sources) {
      const requests = viewsOf(source).map(({ request }) => request);
      found.push(...(await page.evaluate(measure, local(source.document, page.site.url), requests, FACES, LINES)));
    }
    return found;
  } finally {
    await page.close();
  }
}

/** Lists the components that stand elsewhere. */
function misses(engine, view, there, here) {
  assert.deepEqual(
    here.map(([name]) => name),
    there.map(([name]) => name),
    view,
  );
  return there.flatMap(([name, rect], index) => {
    const off = Math.max(...rect.map((value, at) => Math.abs(value - here[index][1][at])));
    const own = OWN.find((it) => it.engine === engine && `${view} ${name}`.match(it.what));
    if (off <= (own?.within ?? TOLERANCE)) return [];
    return [`${view}: ${name} [${here[index][1]}], there [${rect}]`];
  });
}

const [first, ...others] = engines.filter(({ missing }) => !missing);
const skip = others.length ? false : "it takes two engines";

test("every paywall stands alike in all engines", { skip }, async (t) => {
  const there = await standing(first);
  for (const engine of others) {
    const here = await standing(engine);
    const all = views.flatMap(({ name }, index) => misses(engine.name, name, there[index], here[index]));
    t.diagnostic(`${engine.name}: ${all.length} of ${there.flat().length} components stand elsewhere`);
    assert.deepEqual(all, []);
  }
});
