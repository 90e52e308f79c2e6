// The Control Center as `cargo xtask preview` opens it, in a real Chromium: by the printed link, signed in, on the
// sample app; and on a document's file, to look at it, with nothing in the console and nothing that axe-core finds
// wrong.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { root } from "../node/cases.mjs";
import { RULES, violations } from "./axe.mjs";
import { launch } from "./chromium.mjs";
import { said, start } from "./program.mjs";

const stock = readFileSync(join(root, "paywall-templates/document.json"), "utf8");

let browser, folder;
/** @type {{kill(): void}[]} */
const started = [];

before(async () => {
  browser = await launch();
  folder = mkdtempSync(join(tmpdir(), "paywall-opened-"));
});

after(async () => {
  await browser?.close();
  for (const program of started) program.kill();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** Starts the program, and resolves to the match of what it prints. */
async function preview(pattern, ...words) {
  const program = start("preview", "--port", "0", ...words);
  started.push(program);
  return said(program, pattern);
}

/** Opens a page that listens to its complaints. */
async function open(context) {
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  return { page, complaints };
}

/** Waits for the words in the first live picture. */
const pictured = (page, text) => page.frameLocator("paywall-frame iframe >> nth=0").getByText(text).first().waitFor();

test("the printed link opens the sample app, signed in, with live pictures; in another browser it opens nothing", async () => {
  const [link] = await preview(/http:\S+\/control\/enter\/\S+/, "--data", join(folder, "data"));
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const { page, complaints } = await open(context);
  await page.goto(link);
  await page.waitForURL("**/control/fern/overview");
  await pictured(page, "A language for life");
  await page.getByLabel("Environment: production").click();
  await page.getByRole("button", { name: "sandbox" }).click();
  await pictured(page, "A language for life");
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await page
    .getByRole("link", { name: /Review/ })
    .first()
    .waitFor();
  // Reloading the link, as somebody does who opens the terminal's line again, goes on in the same session.
  await page.goto(link);
  await page.getByRole("heading", { name: "What customers see" }).waitFor();
  assert.deepEqual(complaints, []);

  const other = await open(await browser.newContext());
  const answer = await other.page.goto(link);
  assert.equal(answer.status(), 403);
  await other.page.getByRole("heading", { name: "This link has ended" }).waitFor();
  await other.page.goto(new URL("/control/", link).href);
  await other.page.getByRole("heading", { name: "Sign in" }).waitFor();
  await other.page.getByText("paywall preview print a link that signs you in").waitFor();
  assert.deepEqual(await violations(other.page, RULES), []);
});

test("a file is opened to look at: its pages, without drafts, publishing and people, and again when it changes", async () => {
  const file = join(folder, "mine.json");
  const products = join(folder, "products.json");
  writeFileSync(file, stock);
  const details = JSON.parse(readFileSync(join(root, "paywall-templates/products.json"), "utf8"));
  for (const { offers } of details) for (const offer of offers) if (offer.price) offer.price = 77.77;
  writeFileSync(products, JSON.stringify(details));
  const [, address] = await preview(/(http:\S+)\/control\//, file, "--products", products);
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme });
    const { page, complaints } = await open(context);
    await page.goto(`${address}/`);
    await page.waitForURL("**/control/file/overview");
    await pictured(page, "77.77");
    const links = await page.getByRole("navigation", { name: "Pages" }).getByRole("link").allInnerTexts();
    assert.deepEqual(
      links.map((text) => text.trim()),
      ["Overview", "Paywalls", "Campaigns"],
    );
    for (const [path, heading] of [
      ["overview", "What customers see"],
      ["paywalls", "Paywalls"],
      ["campaigns", "Campaigns"],
    ]) {
      await page.goto(`${address}/control/file/${path}`);
      await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
      for (const name of [/^Edit/, /^New /, /^Publish/, /draft/i, /^Signed in/]) {
        assert.equal(await page.getByRole("button", { name }).count(), 0, `${path}: ${name}`);
      }
      assert.deepEqual(await violations(page, RULES), [], path);
    }
    await page.goto(`${address}/control/file/paywalls`);
    await page.getByRole("link", { name: "Open Fern Phone" }).click();
    await page.getByLabel("Canvas").first().waitFor();
    assert.equal(await page.getByRole("button", { name: /Edit/ }).count(), 0);
    assert.deepEqual(complaints, []);
    await context.close();
  }
  const { page, complaints } = await open(await browser.newContext());
  await page.goto(`${address}/control/file/overview`);
  await pictured(page, "A language for life");
  writeFileSync(file, stock.replaceAll("A language for life", "A language for you"));
  await pictured(page, "A language for you");
  assert.deepEqual(complaints, []);
});
