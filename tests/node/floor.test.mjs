// Sheets and scripts need nothing that is younger than the oldest browsers (docs/browsers.md), by MDN's compatibility
// data. Exceptions are listed here, with what these browsers do instead.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "acorn";

import { older } from "../../www/runtime/older.js";
import { root, startHost } from "./cases.mjs";

const FLOOR = { chrome: 79, safari: 15, firefox: 91 };
const BROWSERS = Object.keys(FLOOR);
const data = createRequire(import.meta.url)("@mdn/browser-compat-data");
const dist = join(root, "www/dist");
const skip = !existsSync(dist) && "the module is not built";

/** Names the browsers of the floor that lack a feature of this name, without a prefix and a flag. */
function lacking({ __compat: { support } }) {
  return BROWSERS.filter((browser) => {
    const all = [support[browser] ?? []].flat();
    const own = all.find((one) => !one.flags && !one.prefix && !one.alternative_name && !one.version_removed);
    const version = String(own?.version_added || "none").replace("≤", "");
    return !(Number.parseFloat(version) <= FLOOR[browser]);
  });
}

/** Parts of style sheets that some of these browsers do not know. */
const STYLES = {
  "-webkit-mask-composite": "stands before mask-composite",
  "-webkit-tap-highlight-color": "touched buttons blink in Firefox",
  ":-webkit-scrollbar": "scrollbar-width hides them in Firefox",
  ":focus-visible": "the ring of a choice stays when it is tapped",
  appearance: "stands behind -webkit-appearance",
  "backdrop-filter": "stands behind -webkit-backdrop-filter; Firefox shows the fill alone",
  "background-clip: text": "stands behind -webkit-background-clip",
  mask: "stands behind -webkit-mask",
  "mask-composite": "stands behind -webkit-mask-composite",
  "mask-composite: exclude": "stands behind -webkit-mask-composite: xor",
  outline: "has square corners in older browsers",
  "overscroll-behavior": "the page may move at the end of a container that scrolls",
  "overscroll-behavior: contain": "the page may move at the end of a container that scrolls",
  "overscroll-behavior-x": "the page may move at the end of the slides",
  "overscroll-behavior-x: contain": "the page may move at the end of the slides",
  "scroll-snap-stop": "a strong push passes several slides",
  "scroll-snap-stop: always": "a strong push passes several slides",
  "scroll-snap-type": "stands in Firefox since 68, in other words in the data",
  "scrollbar-width": "::-webkit-scrollbar hides them, too",
  "scrollbar-width: none": "::-webkit-scrollbar hides them, too",
  "width: fit-content": "Firefox before 94: texts are as wide as their words in rows, and as the box elsewhere",
  "height: fit-content": "Firefox has the height of the content anyway",
};

/** Names in scripts that some of these browsers do not know. */
const SCRIPTS = {
  DecompressionStream: "gunzip.js",
  pipeThrough: "only behind DecompressionStream",
  captureStackTrace: "asked for before",
  checkVisibility: "a hidden countdown goes on counting",
  FinalizationRegistry: "without it, the memory of a paywall that was never shown stays until the page goes",
  adoptedStyleSheets: "a style element",
  replaceSync: "a style element",
  fontBoundingBoxAscent: "a font that comes late is not made as large as its stand-in",
  fontBoundingBoxDescent: "as the ascent",
  detached: "the size of memory tells it, too",
  inert: "live.js keeps taps and keys away",
  locks: "two tabs may send the same call, and the host takes it once",
  randomUUID: "random numbers",
  reportError: "console.error",
  requestIdleCallback: "setTimeout",
  scrollLeft: "Chromium before 85: carousels in writing from the right do not follow",
  showModal: "an element above the page, with the role of a dialog",
  Now: "as Temporal",
  Temporal: "a format of dates names the zone",
};

/** Names of our own, that the platform has for something else, too. */
const OURS = new Set([
  ...[
    "at",
    "command",
    "destroy",
    "device",
    "element",
    "fallback",
    "first",
    "font",
    "forget",
    "fullscreen",
    "last",
    "locale",
    "lost",
    "segment",
    "memory",
  ],
  ...[
    "minHeight",
    "nonce",
    "pad",
    "path",
    "profile",
    "queue",
    "results",
    "session",
    "transition",
    "turn",
    "unit",
    "watch",
    "s",
  ],
]);

/** The parts of a sheet: properties, values that are words, functions, pseudo-classes, rules and what they ask. */
function partsOf(css) {
  const parts = new Map();
  const add = (name, feature) => feature?.__compat && parts.set(name, feature);
  const { properties, selectors, types, "at-rules": rules } = data.css;
  const plain = css.replace(/"(?:\\.|[^"\\])*"/g, '""');
  for (const [, selector, declarations] of plain.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    for (const [, name] of selector.matchAll(/::?([a-z-]+)/g)) add(`:${name}`, selectors[name]);
    for (const [, name, value] of declarations.matchAll(/([\w-]+):([^;]*)/g)) {
      const property = properties[name];
      add(name, property);
      for (const [word] of value.matchAll(/[a-z][a-z-]*/g)) {
        add(`${name}: ${word}`, property?.[word]);
        if (value.includes(`${word}(`)) add(`${word}()`, types[word]);
      }
      if (name === "gap" && /slides|indicators/.test(selector)) add("gap in rows", property?.flex_context);
    }
  }
  for (const [, name, asks] of css.matchAll(/@([a-z-]+)([^{]*)/g)) {
    add(`@${name}`, rules[name]);
    for (const [, feature] of asks.matchAll(/\(([a-z-]+)/g)) add(`@${name} ${feature}`, rules[name]?.[feature]);
  }
  return parts;
}

/** The sheets of every paywall of our documents, on a phone and on a television. */
async function sheets() {
  const host = await startHost();
  const json = (bytes) => JSON.parse(new TextDecoder().decode(bytes));
  const folders = ["paywall-templates", "tests/documents"];
  const names = folders.flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(root, folder, name)));
  const found = new Set();
  for (const name of names.filter((name) => name.endsWith(".json"))) {
    const { ok } = json(host.load(readFileSync(name)));
    const described = ok && json(host.call(ok.handle, 5, new Uint8Array())).ok;
    for (const { id } of described?.paywalls ?? []) {
      for (const formFactor of ["phone", "television"]) {
        const request = new TextEncoder().encode(JSON.stringify({ paywall: id, device: { formFactor } }));
        found.add(json(host.call(ok.handle, 2, request)).ok?.css ?? "");
      }
    }
    if (ok) host.drop(ok.handle);
  }
  return [...found].join("\n");
}

test("style sheets need nothing that the oldest browsers lack", { skip }, async () => {
  const css = await sheets();
  assert.ok(css.length > 100_000, "there are sheets");
  const young = new Map();
  for (const browser of BROWSERS) {
    for (const [name, feature] of partsOf(browser === "chrome" ? older(css) : css)) {
      if (lacking(feature).includes(browser)) young.set(name, [...(young.get(name) ?? []), browser]);
    }
  }
  const unknown = [...young].filter(([name]) => !(name in STYLES)).map(([name, browsers]) => `${name}: ${browsers}`);
  assert.deepEqual(unknown, []);
});

/** The names in a script by which it could mean something of the platform: of properties, and of what is global. */
function namesIn(script) {
  const names = new Set();
  const visit = (node) => {
    if (node?.type === "MemberExpression" && !node.computed) names.add(node.property.name);
    if (node?.type === "ObjectPattern") for (const { key } of node.properties) names.add(key?.name);
    if (node?.type === "Identifier" && /^[A-Z]\w{3}/.test(node.name)) names.add(node.name);
    if (node && typeof node === "object") Object.values(node).forEach(visit);
  };
  visit(parse(script, { ecmaVersion: 2022, sourceType: "module" }));
  return names;
}

/** The platform's features by the last part of their names. */
function platform() {
  const features = new Map();
  const add = (name, feature) => {
    const plain = name.replace(/_(static|event)$/, "");
    if (feature.__compat) features.set(plain, [...(features.get(plain) ?? []), feature]);
  };
  for (const group of [data.api, data.javascript.builtins, data.javascript.builtins.Intl]) {
    for (const [name, parts] of Object.entries(group)) {
      add(name, parts);
      for (const [part, feature] of Object.entries(parts)) add(part, feature);
    }
  }
  return features;
}

test("scripts need nothing that the oldest browsers lack", { skip }, () => {
  const features = platform();
  const scripts = readdirSync(dist).filter((name) => name.endsWith(".js"));
  const young = scripts.flatMap((file) =>
    [...namesIn(readFileSync(join(dist, file), "utf8"))].filter((name) => {
      const meant = features.get(name);
      return (
        meant &&
        !(name in SCRIPTS) &&
        !OURS.has(name) &&
        BROWSERS.some((one) => meant.every((it) => lacking(it).includes(one)))
      );
    }),
  );
  assert.deepEqual([...new Set(young)], []);
});

test("sheets for older browsers say the same in other words", () => {
  const said = {
    ".a::after{inset:0;color:red}": ".a::after{top:0;right:0;bottom:0;left:0;color:red}",
    ".a{padding-inline:calc(1px*var(--s)) 0}": ".a{padding-inline-start:calc(1px*var(--s));padding-inline-end:0}",
    ".a,.b{inset-inline-start:4px;inset-inline-end:0}":
      ".a,.b{left:4px;right:0}[dir=rtl] .a,[dir=rtl] .b{right:auto;left:auto;right:4px;left:0;}",
    ".a{border-start-end-radius:1px}": ".a{border-top-right-radius:1px}[dir=rtl] .a{border-top-left-radius:1px;}",
    "@keyframes x{50%{scale:1.1}}": "@keyframes x{50%{transform:scale(1.1)}}",
    ".a>.slides{gap:2px}": ".a>.slides{}.a>.slides>:not(:first-child){margin-inline-start:2px}",
    ".grid{gap:2px}": ".grid{gap:2px}",
    '.a{background:url("a{inset:0}b;scale:1")}': '.a{background:url("a{inset:0}b;scale:1")}',
    "@media(min-width:9px){.a{translate:1px}}": "@media(min-width:9px){.a{transform:translate(1px)}}",
  };
  for (const [css, expected] of Object.entries(said)) assert.equal(older(css), expected);
});
