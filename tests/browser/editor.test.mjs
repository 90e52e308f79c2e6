// The editor of paywalls in the Control Center, in a real Chromium and with the real program: type and see, keys and
// drag, undo to the beginning, two authors in one draft, a server that is away, axe, the page's own policy.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";

import { root } from "../node/cases.mjs";
import { violations } from "./axe.mjs";
import { center } from "./center.mjs";
import { launch } from "./chromium.mjs";

const stock = JSON.parse(readFileSync(join(root, "paywall-templates/document.json"), "utf8"));
const phone = stock.paywalls.find(({ name }) => name === "Fern Phone").id;

let host, browser, draft, page, complaints;

before(async () => {
  host = await center();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  host?.stop();
});

beforeEach(async () => {
  draft = (await host.call("POST", "drafts", { name: "Spring" })).body.id;
  complaints = [];
  await page?.context().close();
  page = await open();
});

/** Opens the editor as another person would, in a browser of their own. */
async function open({ paywall = phone, query = "", ...options } = {}) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    extraHTTPHeaders: host.headers,
    ...options,
  });
  const opened = await context.newPage();
  opened.setDefaultTimeout(60_000);
  opened.on("pageerror", (error) => complaints.push(String(error)));
  opened.on("console", (message) => {
    // Chromium itself notes a request that is refused. The editor goes on: it asks in place of a stream (404), and puts
    // edits on top of those of others (412).
    const isExpected = /\/(events|edits)$/.test(message.location().url) && /40[45]|412/.test(message.text());
    if (["error", "warning"].includes(message.type()) && !isExpected) complaints.push(message.text());
  });
  await opened.goto(`${host.origin}/control/fern/paywalls/${paywall}?draft=${draft}${query}`);
  await canvas(opened).getByText("Restore purchases").first().waitFor();
  return opened;
}

const canvas = (on = page) => on.frameLocator(".board iframe");
const row = (id, on = page) => on.locator(`[data-row="${id}"]`);
const rows = () =>
  page.locator("[data-row]").evaluateAll((all) => all.map((one) => `${one.ariaLevel} ${one.dataset.row}`));
const shows = (text, on = page) => canvas(on).getByText(text).first().waitFor();
const document = async () => (await host.call("GET", `drafts/${draft}/document`)).body;
const quiet = () => assert.deepEqual(complaints, []);

/** Waits until all that was done is saved. */
async function saved(on = page) {
  await on.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100))));
  await on.waitForFunction(() => !document.querySelector(".editor").hasAttribute("data-waiting"));
}

/** Writes behind the words of a component, where they are. */
async function write(id, words, on = page) {
  await row(id, on).dblclick();
  await on.locator(".in-place").waitFor();
  await on.keyboard.press("Control+End");
  await on.keyboard.type(words);
}

test("what is typed is seen at once, and saved beside the work", async () => {
  await canvas().getByText("Ten minutes a day.").dblclick();
  await page.locator(".in-place").waitFor();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" For you.");
  await shows("For you.");
  await page.keyboard.press("Enter");
  await saved();
  assert.match(JSON.stringify((await document()).texts.locales.en), /A language for life\.\*\* For you\./);
  await page.reload();
  await shows("For you.");
  quiet();
});

test("a token is completed, with what it says now", async () => {
  await write("headline", " ${sku.pricePerM");
  const option = page.getByRole("option", { name: "sku.pricePerMonth" });
  await option.filter({ hasText: "$5.00" }).waitFor();
  await page.keyboard.press("Enter");
  await shows("$5.00");
  await page.locator(".in-place .chip").getByText("$5.00").waitFor();
  await page.keyboard.type("!");
  await saved();
  assert.match((await document()).texts.locales.en["ten-minutes-a-day"], / \$\{sku\.pricePerMonth\}!$/);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Backspace");
  await saved();
  assert.match((await document()).texts.locales.en["ten-minutes-a-day"], / !$/, "a chip goes as a whole");
  await page.keyboard.press("Escape");
  assert.equal(await row("headline").evaluate((one) => one === one.ownerDocument.activeElement), true);
  quiet();
});

test("everything in the outline goes by keys, and undo leads back to the same bytes", async () => {
  const [begun, first] = [await document(), await rows()];
  await row("headline").click();
  await page.keyboard.press("Alt+ArrowUp");
  await page.keyboard.press("Control+d");
  await page.keyboard.press("Control+g");
  await page.keyboard.press("F2");
  await page.keyboard.type("My box");
  await page.keyboard.press("Enter");
  const box = page.getByRole("treeitem", { name: "Box My box" });
  await box.waitFor();
  assert.equal(await box.evaluate((one) => one === one.ownerDocument.activeElement), true, "the focus is kept");
  await page.keyboard.press("Control+Shift+h");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Alt+ArrowLeft");
  await page.keyboard.press("Delete");
  await page.keyboard.press("Escape");
  await saved();
  assert.notDeepEqual(await document(), begun);
  const undo = page.getByRole("button", { name: "Undo" });
  while (await undo.isEnabled()) await undo.click();
  await saved();
  assert.equal(JSON.stringify(await document()), JSON.stringify(begun));
  assert.deepEqual(await rows(), first);
  const redo = page.getByRole("button", { name: "Redo" });
  while (await redo.isEnabled()) await redo.click();
  assert.notDeepEqual(await rows(), first);
  quiet();
});

test("a component is dragged to another place, and typed letters find one", async () => {
  await row("headline").dragTo(row("picture"), { targetPosition: { x: 60, y: 2 } });
  const isBefore = async () => {
    const order = await rows();
    return order.indexOf("4 headline") + 1 === order.indexOf("4 picture");
  };
  for (let looked = 0; looked < 100 && !(await isBefore()); looked += 1) await page.waitForTimeout(20);
  assert.ok(await isBefore());
  await row("headline").click();
  await page.keyboard.type("benef");
  assert.equal(await page.locator("[data-row]:focus").getAttribute("data-row"), "benefits");
  quiet();
});

test("a component is dragged on the canvas by its handle, and a line says where it goes", async () => {
  await canvas().getByText("Ten minutes a day.").click();
  const center = async (locator) => {
    const { x, y, width, height } = await locator.boundingBox();
    return { x: x + width / 2, y: y + height / 2, top: y };
  };
  const from = await center(page.locator(".handle"));
  const to = await center(canvas().locator('[data-id="picture"]').first());
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 3 });
  await page.mouse.move(to.x, to.top + 4, { steps: 3 });
  await page.locator(".drop-line").waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".drop-line").waitFor({ state: "hidden" });
  await page.mouse.up();
  assert.equal((await rows()).indexOf("4 headline"), (await rows()).indexOf("4 picture") + 1, "nothing was moved");
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.top + 4, { steps: 6 });
  await page.locator(".drop-line").waitFor();
  await page.mouse.up();
  await page.waitForFunction(() => {
    const order = [...document.querySelectorAll("[data-row]")].map((one) => one.dataset.row);
    return order.indexOf("headline") + 1 === order.indexOf("picture");
  });
  quiet();
});

test("a component goes to another paywall through the clipboard, with new ids where they are taken", async () => {
  await row("benefits").click();
  const text = await page.evaluate(() => {
    const data = new DataTransfer();
    document.activeElement.dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, bubbles: true }));
    return data.getData("text/plain");
  });
  assert.equal(JSON.parse(text)[0].id, "benefits");
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
  }, text);
  const pasted = page.locator('[data-row^="text-list-"]');
  await pasted.waitFor();
  assert.equal(await pasted.getAttribute("aria-selected"), "true");
  await saved();
  quiet();
});

test("the inspector changes attributes, says what differs, and puts it back", async () => {
  await row("headline").click();
  const size = page.getByRole("textbox", { name: "Font size" });
  await size.fill("40");
  await page.waitForFunction(
    () =>
      getComputedStyle(
        document
          .querySelector(".board iframe")
          .contentDocument.getElementById("place")
          .shadowRoot.querySelector('[data-id="headline"]'),
      ).fontSize === "40px",
  );
  await page.getByRole("button", { name: "Font size: put back what it was" }).click();
  await page.waitForFunction(() => document.getElementById("field-fontSize").value === "28");
  await page.getByRole("button", { name: "On phone only" }).click();
  await size.fill("30");
  await saved();
  const [{ template }] = (await document()).paywalls.filter(({ id }) => id === phone);
  const headline = find(template, "headline");
  assert.equal(headline.fontSize, 28);
  assert.equal(headline.conditionAttributes[0].attributes.fontSize, 30);
  quiet();
});

test("what is written in the source becomes an edit of what was changed, with completion and the fix at hand", async () => {
  await row("headline").click();
  await page.getByRole("button", { name: "Source", exact: true }).click();
  const code = page.getByRole("textbox", { name: "Source as JSON" });
  await code.getByText("28", { exact: true }).dblclick();
  await page.keyboard.type("44,");
  await page.locator(".code .cm-lint-marker-error").first().waitFor();
  await page.keyboard.type('"lineHei');
  await page.getByRole("option", { name: /^lineHeight/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.type(": 50");
  await code.getByText('"left"').dblclick();
  await page.keyboard.type("cen");
  await page.locator(".code").getByRole("option", { name: "center" }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.getElementById("field-alignment").value === "center");
  await saved();
  const { body } = await host.call("GET", `drafts/${draft}/edits?after=0`);
  const steps = (body.edits ?? body).flatMap(({ operations }) => operations);
  const changed = new Set(steps.map(({ op, id, path }) => `${op} ${id} ${path}`));
  assert.deepEqual([...changed].sort(), ["set headline alignment", "set headline fontSize", "set headline lineHeight"]);
  const { alignment, fontSize, lineHeight } = find((await document()).paywalls, "headline");
  assert.deepEqual([alignment, fontSize, lineHeight], ["center", 44, 50]);
  await page.keyboard.press("Escape");
  await code.waitFor({ state: "detached" });
  quiet();
});

test("a colour is changed wherever it is used, and gets a name that every reader of documents understands", async () => {
  await page.getByRole("button", { name: "Theme", exact: true }).click();
  const value = page.getByRole("textbox", { name: "Value of #10261d" });
  await value.fill("#440000");
  await page.keyboard.press("Enter");
  const name = page.getByRole("textbox", { name: "Name of #440000" });
  await name.fill("ink");
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Value of ink" }).fill("#550000");
  await page.keyboard.press("Enter");
  await page.waitForFunction(
    () =>
      getComputedStyle(
        document
          .querySelector(".board iframe")
          .contentDocument.getElementById("place")
          .shadowRoot.querySelector('[data-id="headline"]'),
      ).color === "rgb(85, 0, 0)",
  );
  await saved();
  const [{ template }] = (await document()).paywalls.filter(({ id }) => id === phone);
  assert.deepEqual(template.initialState.theme, { ink: "#550000" });
  assert.equal(find(template, "headline").fontColor, "${state.theme.ink}");
  assert.ok(!JSON.stringify(template).includes("10261d"));
  // A colour inside a gradient has its name there, and gets its value back.
  const brand = page.getByRole("textbox", { name: "Name of #257c4f" });
  await brand.fill("brand");
  await page.keyboard.press("Enter");
  const named = page.getByRole("textbox", { name: "Name of brand" });
  await canvas().getByText("Restore purchases").first().waitFor();
  await saved();
  assert.match(JSON.stringify((await document()).paywalls), /linear-gradient\(180deg, \$\{state\.theme\.brand\} 0%/);
  await named.fill("");
  await page.keyboard.press("Enter");
  await brand.waitFor();
  await saved();
  assert.doesNotMatch(JSON.stringify((await document()).paywalls), /theme\.brand/);
  await page.getByRole("button", { name: "Uses", exact: true }).click();
  const uses = page.getByRole("group", { name: "What is used, and where" });
  await uses
    .getByRole("listitem")
    .filter({ hasText: "00466e6b" })
    .getByRole("link", { name: "Fern Desktop" })
    .waitFor();
  quiet();
});

test("two people work in one draft, and nothing of either is lost", async () => {
  const other = await open();
  await Promise.all([write("headline", " Ada was here."), write("wordmark", " Grace, too.", other)]);
  await Promise.all([page.keyboard.press("Enter"), other.keyboard.press("Enter")]);
  for (const one of [page, other]) {
    await saved(one);
    await shows("Ada was here.", one);
    await shows("Grace, too.", one);
  }
  await row("headline").click();
  await page.keyboard.press("Control+z");
  await saved();
  await canvas(other).getByText("Ada was here.").waitFor({ state: "detached" });
  await shows("Grace, too.", other);
  await other.context().close();
  quiet();
});

test("a server that is away keeps nobody from working, and gets all of it later", async () => {
  await page.route("**/edits", (route) => route.abort());
  await write("headline", " Offline.");
  await page.keyboard.press("Enter");
  await shows("Offline.");
  await row("benefits").click();
  await page.keyboard.press("Delete");
  await page.getByText("Not saved yet").first().waitFor();
  await page.unroute("**/edits");
  await page.getByText("Not saved yet").first().waitFor({ state: "hidden" });
  await saved();
  const { paywalls, texts } = await document();
  assert.match(JSON.stringify(texts), /Offline\./);
  assert.equal(
    find(
      paywalls.find(({ id }) => id === phone),
      "benefits",
    ),
    undefined,
  );
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing wrong in the editor, ${colorScheme}`, async () => {
    const seen = await open({ colorScheme, bypassCSP: true, query: "&selected=headline" });
    await seen.getByRole("textbox", { name: "Font size" }).waitFor();
    for (const panel of ["States", "Texts", "Theme", "Uses", "History", "Source"]) {
      await seen.getByRole("button", { name: panel, exact: true }).click();
      assert.deepEqual(await violations(seen), [], panel);
    }
    await seen.context().close();
    quiet();
  });
}

/** Finds a component in a paywall. */
function find(value, id) {
  if (!value || typeof value !== "object") return undefined;
  if (value.component && value.id === id) return value;
  for (const inner of Object.values(value)) {
    const found = find(inner, id);
    if (found) return found;
  }
  return undefined;
}
