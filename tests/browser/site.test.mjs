// The site of the documentation: it leads everywhere, its examples run, and the search and the playground work.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";

import { build } from "../../www/site/build.mjs";
import { root } from "../node/cases.mjs";
import { launch, types } from "./chromium.mjs";

const axe = join(root, "tests/node_modules/axe-core/axe.min.js");
const kinds = {
  ...types,
  ".css": "text/css",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
};
const folder = mkdtempSync(join(tmpdir(), "paywall-site-"));
let pages, server, browser, origin;

before(async () => {
  pages = await build(folder);
  server = createServer(({ url }, response) => {
    const file = join(folder, decodeURI(new URL(url, "http://site").pathname));
    if (!existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": kinds[extname(file)] ?? "application/octet-stream" });
    return response.end(readFileSync(file));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  origin = `http://127.0.0.1:${server.address().port}`;
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a page of the site, and collects what goes wrong there. */
async function open(file, { width = 1280, height = 900, ...options } = {}) {
  const page = await browser.newPage({ viewport: { width, height }, ...options });
  const wrong = [];
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(error.message));
  await page.goto(`${origin}/${file}`);
  return { page, wrong };
}

test("every link leads to a page, and to a heading that is there", () => {
  const ids = new Map(
    pages.map(({ file, body }) => [file, new Set([...body.matchAll(/ id="([^"]+)"/g)].map((it) => it[1]))]),
  );
  const broken = [];
  for (const { file, body } of pages) {
    for (const [, href] of body.matchAll(/<a href="([^"]+)"/g)) {
      if (/^[a-z]+:/.test(href)) continue;
      const [path, hash] = href.split("#");
      const there = ids.get(path || file);
      if (!there || (hash && !there.has(decodeURIComponent(hash)))) broken.push(`${file}: ${href}`);
    }
    for (const [, src] of body.matchAll(/<img src="([^"]+)"/g)) {
      if (!existsSync(join(folder, src))) broken.push(`${file}: ${src}`);
    }
  }
  assert.deepEqual(broken, []);
});

test("the reference has every entry, every command and every call, two clicks away, and the search knows them", () => {
  const titles = pages.map(({ title }) => title);
  for (const title of ["paywall-runtime", "paywall-runtime/react", "The command line"])
    assert.ok(titles.includes(title));
  const of = (title) => pages.find((page) => page.title === title);
  const has = (title, heading) => of(title).headings.some((it) => it.title === heading);
  assert.ok(has("paywall-runtime", "Runtime.load()"));
  assert.ok(has("The command line", "paywall health"));
  for (const call of [
    "POST /control/v1/apps/{app}/drafts/{draft}/edits",
    "PUT /sdk/v3/platform/{platform}/device/{device}/login/",
    "GET /admin/v1/apps/{app}/users/{id}/history",
    "GET /readyz",
  ])
    assert.ok(has("The HTTP API of a host", call), call);
  const first = readFileSync(join(folder, "index.html"), "utf8");
  for (const { file } of pages) assert.ok(first.includes(`href="${file}"`), file);
  const found = JSON.parse(readFileSync(join(folder, "search.json"), "utf8"));
  assert.ok(found.some(({ title, page }) => page === "paywall-runtime/present" && title === "present"));
});

test("live examples run, and say what an app would hear", async () => {
  const { page, wrong } = await open("document.html");
  const captions = page.locator(".live figcaption");
  const first = page.locator(".live").first();
  await first.getByText("$59.99 a year").waitFor();
  await first.getByText("Continue").click();
  await first.getByText("The app hears: PURCHASE_SELECTED_SKU").waitFor();
  assert.ok((await captions.count()) >= 2);
  for (const said of await captions.allTextContents()) assert.doesNotMatch(said, /needs more/);
  assert.deepEqual(wrong, []);
  await page.close();
});

test("the search finds sections by the beginnings of words, by keyboard alone", async () => {
  const { page, wrong } = await open("index.html");
  await page.keyboard.press("/");
  await page.keyboard.type("hydrat");
  await page.locator("#found [role=option]").first().waitFor();
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.locator('#found [aria-selected="true"]').count(), 1);
  await page.keyboard.press("Enter");
  await page.waitForFunction((before) => location.href !== before, `${origin}/index.html`);
  await page.goto(`${origin}/index.html`);
  await page.keyboard.press("/");
  await page.keyboard.type("qwxyzzy");
  await page.getByText("Nothing has all these words.").waitFor();
  await page.keyboard.press("Escape");
  assert.ok(await page.locator("#found").isHidden());
  assert.deepEqual(wrong, []);
  await page.close();
});

test("the playground shows what one types, names mistakes, and goes into a link", async () => {
  const { page, wrong } = await open("playground.html");
  await page.getByText("Everything, everywhere").waitFor();
  const text = page.locator("#document");
  const document = await text.inputValue();
  await text.fill(document.replace("Everything, everywhere", "Nothing, nowhere"));
  await page.locator("#paywall").getByText("Nothing, nowhere").waitFor();
  await page.locator("#share").click();
  await page.getByText("The address of this page has the document now").waitFor();
  await text.fill("{");
  await page.locator("#said").getByText("invalid_document").waitFor();
  const again = await browser.newPage();
  await again.goto(page.url());
  await again.locator("#paywall").getByText("Nothing, nowhere").waitFor();
  await again.locator("#example").selectOption({ label: "the stock document" });
  await again.locator("#launch").selectOption({ label: "campaign settings" });
  await again.locator("#formFactor").selectOption("television");
  await again.locator("#paywall").getByText("Plus").first().waitFor();
  assert.deepEqual(wrong, []);
  await again.close();
  await page.close();
});

test("on a phone the playground shows a phone's paywall whole, and scrolls larger screens", async () => {
  const { page, wrong } = await open("playground.html", { width: 390, height: 844 });
  await page.locator("#paywall").getByText("Continue").waitFor();
  const hidden = () => page.locator(".stage").evaluate((it) => it.scrollWidth - it.clientWidth);
  assert.equal(await hidden(), 0);
  await page.locator("#formFactor").selectOption("tablet");
  await page.waitForFunction(() => document.querySelector("#paywall").clientWidth === 834);
  assert.ok((await hidden()) > 400, "from its left edge to its right one");
  assert.deepEqual(wrong, []);
  await page.close();
});

test("nothing is wrong for those who use a screen reader, a keyboard or a small screen", async () => {
  for (const file of [
    "index.html",
    "document.html",
    "ledger.html",
    "playground.html",
    "api-paywall-runtime-present.html",
    "api-http.html",
  ]) {
    for (const options of [{}, { width: 390, height: 800, colorScheme: "dark" }]) {
      const { page, wrong } = await open(file, options);
      await page.waitForLoadState("networkidle");
      // The examples are tested by themselves, and are whatever their authors make them.
      await page.evaluate(() => document.querySelectorAll(".live, #paywall").forEach((it) => it.remove()));
      // The site's own policy lets no other script in.
      const found = await page.evaluate(`${readFileSync(axe, "utf8")}; axe.run()`);
      const violations = found.violations.map(({ id, nodes }) => `${file}: ${id}: ${nodes[0].html}`);
      assert.deepEqual(violations, []);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.equal(wide, false, `${file} is wider than ${options.width ?? 1280}`);
      assert.deepEqual(wrong, []);
      await page.close();
    }
  }
});
