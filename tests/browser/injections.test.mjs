// Attackers' texts in every place of a document, a request, a product and a flow: no script runs, nothing is loaded but
// pictures and films that the document names, and no style leaves the paywall. `tests/injections` holds the attempts.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { root, startHost } from "../node/cases.mjs";
import { operations } from "../node/host.mjs";
import { launch, origin } from "./chromium.mjs";
import { attempts, buttons, flow, subject } from "./injections.mjs";
import { waits } from "./waits.mjs";

/** The number of attempts in a document. */
const TOGETHER = 30;
const shell = readFileSync(join(root, "paywall-templates/live.hbs"), "utf8");
const [, early] = /<script[^>]*>(.*)<\/script>/.exec(shell);
/** Reports all script and style that is not a file of ours or in the shell, and forbids nothing. */
const policy = [
  `script-src 'self' 'sha256-${createHash("sha256").update(early).digest("base64")}' 'wasm-unsafe-eval'`,
  "connect-src 'self'",
  "frame-src 'none'",
  "object-src 'none'",
  "worker-src 'none'",
  "style-src-elem 'unsafe-inline'",
  "style-src-attr 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
/** Pictures, films and fonts are not fetched but told of. */
const still = "img-src 'none'; media-src 'none'; font-src 'none'";

let browser;
let host;
let plain;
before(async () => {
  browser = await launch();
  host = await startHost();
  plain = await harmless();
});
after(() => browser?.close());

const groups = Array.from({ length: Math.ceil(attempts.length / TOGETHER) }, (_, index) =>
  attempts.slice(index * TOGETHER, (index + 1) * TOGETHER),
);

test("there are enough attempts", () => assert.ok(attempts.length >= 300, `${attempts.length}`));

/** A page that tells what it sees: `found` gets everything that must not happen. */
async function watched() {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  const found = [];
  const pages = new Map();
  page.on("dialog", (dialog) => {
    found.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("pageerror", (error) => found.push(`error: ${error.message}`));
  page.on("popup", (popup) => found.push(`window: ${popup.url()}`));
  await page.addInitScript(waits);
  await page.addInitScript(watch, media);
  await page.addInitScript(`window.inspect = ${inspect}`);
  await page.route("**/*", (route) => {
    const request = route.request();
    const url = new URL(request.url());
    const served = url.origin === origin && pages.get(url.pathname);
    const headers = { "content-security-policy": still, "content-security-policy-report-only": policy };
    if (served) return route.fulfill({ contentType: "text/html; charset=utf-8", headers, body: served });
    if (url.origin === origin && /^\/www\/dist\/[\w.]+$/.test(url.pathname)) {
      return route.fulfill({
        contentType: url.pathname.endsWith(".js") ? "text/javascript" : "application/wasm",
        body: readFileSync(join(root, url.pathname)),
      });
    }
    found.push(`request: ${request.resourceType()} ${request.url()}`);
    return route.abort();
  });
  return { page, found, pages };
}

/** Runs in the page before anything else: whatever an attempt would call, or make the page load, leaves a trace. */
function watch(media) {
  window.caught = [];
  for (const name of ["alert", "confirm", "prompt", "print", "open"])
    window[name] = (...all) => void window.caught.push(`${name}: ${all}`);
  addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) => {
    const isMedia = ["img-src", "media-src", "font-src"].includes(effectiveDirective);
    const isExpected = ["", "data", "blob"].includes(blockedURI) || media.some((start) => blockedURI.startsWith(start));
    if (!isMedia || !isExpected) window.caught.push(`${effectiveDirective}: ${blockedURI} ${sample}`);
  });
}

/** The origins of pictures, films and fonts: our own, that of the documents, and those of attempts that are URLs. */
const media = [`${origin}/`, "https://ok.invalid/"];
for (const text of attempts) {
  const url = URL.canParse(text.trim(), `${origin}/`) && new URL(text.trim(), `${origin}/`);
  if (url) media.push(`${url.protocol}//${url.host}${url.pathname}`);
}

/** Runs in the page: everything about the nodes and rules of a paywall that is not of its own making. */
function inspect(nodes, sheets, plain) {
  const names = /^(a|b|br|button|code|del|details|div|em|h[1-6]|img|li|ol|p|path|span|strong|summary|svg|ul|video)$/;
  const attributes = new RegExp(
    `^(${[
      "class|id|role|type|src|poster|alt|href|target|rel|d|viewBox|preserveAspectRatio|shape-rendering|tabindex",
      "disabled|open|autoplay|loop|muted|controls|playsinline|loading|preload|dir|lang|aria-[a-z]+|data-[a-z]+",
    ].join("|")})$`,
  );
  const wrong = [];
  for (const node of nodes) {
    if (!names.test(node.localName)) wrong.push(`element: ${node.outerHTML.slice(0, 200)}`);
    for (const { name, value } of node.attributes) {
      const scheme = /^\s*([^:/?#]*):/.exec(value)?.[1].toLowerCase();
      const isWrong =
        !attributes.test(name) ||
        (name === "href" && !["http", "https", "mailto", "tel"].includes(scheme)) ||
        ((name === "src" || name === "poster") &&
          !(
            scheme === undefined ||
            ["http", "https", "blob"].includes(scheme) ||
            /^data:(image|font|video)\//i.test(value)
          ));
      if (isWrong) wrong.push(`attribute: ${name}=${value.slice(0, 200)}`);
    }
  }
  // The selector with our classes and states without their numbers: `plain` has all selectors that harmless documents
  // lead to.
  const shape = (selector) => selector.replace(/\.(s|m)\d+/g, ".$1").replace(/\.d[0-9a-f]{5,}/g, ".s");
  const walk = (rules) => {
    for (const rule of rules) {
      if (rule instanceof CSSFontFaceRule || rule instanceof CSSKeyframesRule) continue;
      if (rule instanceof CSSMediaRule || rule instanceof CSSSupportsRule) walk(rule.cssRules);
      else if (!(rule instanceof CSSStyleRule)) wrong.push(`rule: ${rule.cssText.slice(0, 200)}`);
      else {
        const selector = shape(rule.selectorText);
        window.selectors?.add(selector);
        if (plain && !plain.includes(selector)) wrong.push(`selector: ${rule.cssText.slice(0, 200)}`);
      }
    }
  };
  for (const sheet of sheets) walk(sheet.cssRules);
  return wrong;
}

const blank = [
  '<!doctype html><meta charset=utf-8><title>t</title><body><p id=outside class="paywall text s0">outside</p>',
  '<button class="button s1">b</button><a href="#">a</a>',
].join("");

/** The selectors of rules that documents without any attempt lead to. */
async function harmless() {
  const { page, pages } = await watched();
  pages.set("/", blank);
  await page.goto(`${origin}/`);
  await page.evaluate(() => void (window.selectors = new Set(["html, body"])));
  // As many as lead to components of every kind.
  for (const word of ["red", "10", "left", "center-top", "vertical", "true", "https://ok.invalid/"]) {
    const [one, two] = [subject(Array(11).fill(word)), flow([word])];
    await page.evaluate(mounted, { document: JSON.stringify(one.document), request: one.request });
    await page.evaluate(mounted, { document: JSON.stringify(two.document), request: two.request, label: "flow" });
  }
  const selectors = await page.evaluate(() => [...window.selectors]);
  await page.close();
  return selectors;
}

/** In the page: mounts, presses, and says what is wrong. */
async function mounted({ document: text, request, label, plain }) {
  const { Runtime } = await import("/www/dist/index.js");
  const runtime = await Runtime.load(text);
  const outside = [...document.querySelectorAll("html, body, body > *")];
  const looks = () =>
    JSON.stringify(
      outside.map((one) =>
        Object.fromEntries([...getComputedStyle(one)].map((name) => [name, getComputedStyle(one)[name]])),
      ),
    );
  // It counts for the height of the page.
  const place = document.body.appendChild(document.createElement("div"));
  place.style.cssText = "position:absolute;left:0;top:0;width:390px;height:844px;overflow:hidden";
  const before = looks();
  const events = [];
  const paywall = runtime.launch(label ?? request, label ? request : {});
  paywall.onAction((event) => void events.push(event));
  paywall.mount(place);
  const roots = () => [
    place.shadowRoot,
    ...[...place.shadowRoot.querySelectorAll("*")].map((one) => one.shadowRoot).filter(Boolean),
  ];
  const nodes = () => roots().flatMap((root) => [...root.querySelectorAll(".paywall *")]);
  const sheets = () => roots().flatMap((root) => [...root.adoptedStyleSheets]);
  const count = nodes().length;
  window.caught.push(...inspect(nodes(), sheets(), plain));
  if (before !== looks()) window.caught.push("the page around it looks different");
  for (const button of nodes().filter((one) => one.dataset.id === "go")) button.click();
  paywall.purchaseFailed({ error: Object.values(request.customer?.attributes ?? {})[0] ?? "x" });
  window.caught.push(...inspect(nodes(), sheets(), plain));
  await until(() => nodes().every((one) => !one.matches("img:not([loading=lazy])") || one.complete));
  await frame();
  const opened = events.filter(({ action }) => action === "OPEN_URL").map(({ deeplinkUrl }) => deeplinkUrl);
  window.caught = window.caught.filter(
    (one) => !opened.some((url) => one.startsWith(`open: ${url},`) && /^(https?|mailto|tel):/i.test(url.trim())),
  );
  paywall.unmount();
  place.remove();
  const caught = window.caught.splice(0);
  return { caught, count };
}

test("what must not happen is seen where it does", async () => {
  const { page, found, pages } = await watched();
  const body = [
    '<img src="https://elsewhere.invalid/a.png" onerror="alert(1)"><p style="color:red"><script>alert(2)</script>',
    '<style>body{color:red}</style><link rel=stylesheet href="https://elsewhere.invalid/b.css">',
  ].join("");
  pages.set("/", `<!doctype html><meta charset=utf-8><body>${body}`);
  await page.goto(`${origin}/`);
  const told = ["alert", "img-src", "script-src-attr", "script-src-elem", "style-src-attr"];
  await page.waitForFunction((told) => told.every((kind) => caught.some((one) => one.startsWith(kind))), told);
  const caught = await page.evaluate((plain) => {
    const sheets = [...document.styleSheets].filter(({ href }) => !href);
    return [...caught, ...inspect(document.querySelectorAll("body *"), sheets, plain)];
  }, plain);
  const kinds = [...caught, ...found].map((one) => one.split(":")[0]);
  for (const kind of [...told, "element", "attribute", "selector", "request"]) {
    assert.ok(kinds.includes(kind), `${kind} is not among ${kinds}`);
  }
  await page.close();
});

/** Mounts what `make` makes of each group of attempts in one page; `check` looks at how many elements there were. */
async function everyMounted(groups, make, label, check) {
  const { page, found, pages } = await watched();
  pages.set("/", blank);
  await page.goto(`${origin}/`);
  const wrong = [];
  for (const some of groups) {
    const { document, request } = make(some);
    const asked = { document: JSON.stringify(document), request, label, plain };
    const { caught, count } = await page.evaluate(mounted, asked);
    wrong.push(...caught, ...found.splice(0));
    check(count, some, caught);
  }
  assert.deepEqual([...new Set(wrong)].slice(0, 40), []);
  await page.close();
}

/** In the page that a server wrote: what is wrong with it, and what it looks like around the paywall. */
async function inspectWritten(plain) {
  await frame();
  const roots = [document, document.querySelector("#paywall")?.shadowRoot].filter(Boolean);
  const nodes = roots.flatMap((root) => [...root.querySelectorAll(".paywall *")]);
  const sheets = roots.flatMap((root) => [...root.styleSheets]);
  const wrong = inspect(nodes, sheets, plain);
  if (nodes.length < 3) wrong.push(`${nodes.length} elements`);
  const { documentElement: html, head, body, title } = document;
  const shape = [...html.children, ...head.children, ...body.children].map((one) => one.localName);
  return { caught: [...window.caught, ...wrong], shape, title, shown: getComputedStyle(body).display };
}

/** A page as the server writes it. */
function pageOf({ document, request }) {
  const bytes = (value) => new TextEncoder().encode(JSON.stringify(value));
  const read = (answer) => JSON.parse(new TextDecoder().decode(answer));
  const { ok: loaded } = read(host.load(bytes(document)));
  const { ok, error } = read(host.call(loaded.handle, operations.snapshot, bytes(request)));
  host.drop(loaded.handle);
  assert.equal(error, undefined, JSON.stringify(error));
  return ok.html;
}

/** A title as a browser gives it back. */
function titled(text) {
  const valid = new TextDecoder().decode(new TextEncoder().encode(text));
  return valid.replace(/[\t\n\f\r ]+/g, " ").replace(/^ | $/g, "");
}

describe("every attempt", { concurrency: true }, () => {
  // Two halves: most of the time is the browser's, and each has a page of its own.
  for (const half of [0, 1]) {
    test(`mounted in a page, ${half + 1} of 2`, async () => {
      let seen = 0;
      const own = groups.filter((_, index) => index % 2 === half);
      await everyMounted(own, subject, undefined, (count) => (seen += count));
      assert.ok(seen > 50 * attempts.length, `${seen} elements`);
    });
  }

  test("as links, values and pages of buttons that are pressed", () =>
    everyMounted(groups, buttons, undefined, (count, some, caught) =>
      assert.ok(count > some.length, JSON.stringify({ some, count, caught })),
    ));

  test("in the steps of a flow", () =>
    everyMounted(groups, flow, "flow", (count, some, caught) =>
      assert.ok(count > 3, JSON.stringify({ some, count, caught })),
    ));

  test("written by the server as a page", async () => {
    const { page, found, pages } = await watched();
    const wrong = [];
    for (const [number, some] of groups.entries()) {
      const made = { subject: subject(some), ...(number % 3 ? {} : { flow: flow(some) }) };
      for (const [kind, { document, request }] of Object.entries(made)) {
        // Every other one in the shell of pages that become live.
        if (number % 2) request.page.template = shell;
        pages.set(`/${kind}${number}`, pageOf({ document, request }));
        await page.goto(`${origin}/${kind}${number}`);
        const { caught, shape, title, shown } = await page.evaluate(inspectWritten, plain);
        wrong.push(...caught, ...found.splice(0));
        const script = number % 2 ? ["script"] : [];
        assert.deepEqual(shape, ["head", "body", "meta", "meta", "meta", "title", ...script, "style", "div"]);
        assert.equal(title, titled(request.page.title));
        assert.equal(shown, "block");
      }
    }
    assert.deepEqual([...new Set(wrong)].slice(0, 40), []);
    await page.close();
  });
});
