// The Control Center by keyboard alone: the first person comes in, makes a paywall of a design, changes its words,
// looks at it on television, reviews it and publishes it. No pointer is used, and what Tab cannot reach fails.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch } from "./chromium.mjs";
import { keyboard } from "./keyboard.mjs";
import { said, start } from "./program.mjs";
import { until } from "./world.mjs";

let server, folder, link, browser, page, complaints;
/** @type {ReturnType<typeof keyboard>} */
let keys;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "paywall-keyboard-"));
  server = start("control", "--data", folder, "--address", "127.0.0.1:0");
  link = new URL((await said(server, /http:\S+\/control\/setup\/\S+/))[0]);
  browser = await launch();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  page.setDefaultTimeout(60_000);
  keys = keyboard(page);
  complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
});

after(async () => {
  await browser?.close();
  server?.kill();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

test("from the first link to a publication without a pointer", async (context) => {
  const { press, type, button, heading, reach, find } = keys;
  await context.test("1. the first person comes in", async () => {
    await page.goto(link.href);
    await heading("Welcome");
    for (const words of ["Ada", "ada@fern.example", "a long enough password"]) {
      await press("Tab");
      await type(words);
    }
    await press("Enter");
    await heading("What customers see");
    await page.frameLocator("paywall-frame iframe >> nth=0").getByText("A language for life").first().waitFor();
  });
  await context.test("2. a paywall of a design, with other words and another product, on television", async () => {
    await press("g", "p");
    await heading("Paywalls");
    await reach(button("New paywall"));
    await press("Enter");
    await reach(button("Begin with Ledger"));
    await press("Enter");
    await page.waitForURL(/paywalls\/ledger-phone/);
    const board = page.frameLocator(".board iframe");
    await page.getByRole("treeitem").first().waitFor();
    await reach(page.locator('[role="treeitem"][tabindex="0"]'));
    await type("text");
    const words = await page.getByRole("treeitem", { selected: true }).innerText();
    assert.match(words, /Text/);
    await press("Enter");
    await page.locator(".in-place").waitFor();
    await press("Control+End");
    await type(" Spring plan.");
    await board.getByText("Spring plan.").first().waitFor();
    await press("Enter");
    await reach(page.getByRole("combobox", { name: "Add a component" }));
    await press("ArrowDown");
    await type("Fern for Life");
    await press("Enter");
    await page.locator("[data-row]", { hasText: "Fern for Life" }).first().waitFor();
    await reach(page.getByRole("combobox", { name: "Form factor" }));
    await type("tele");
    await page.waitForURL(/form=television/);
    await board.getByText("Spring plan.").first().waitFor();
    await page.waitForFunction(() => !document.querySelector(".editor").hasAttribute("data-waiting"));
  });
  await context.test("3. reviewed, and published to the sandbox", async () => {
    await find("sandbox");
    await page.waitForURL(/environment=sandbox/);
    await find("Review");
    await page.getByText("The gate found no fault").waitFor();
    await reach(page.getByLabel("What is it for?"));
    await reach(button("Publish to sandbox"));
    await press("Enter");
    const live = async () => {
      const answer = await page.request.get(`${link.origin}/control/v1/apps/fern/revisions/live:sandbox/document`);
      return (await answer.text()).includes("Spring plan.");
    };
    await until(live, "the sandbox has it");
  });
  assert.deepEqual(complaints, []);
});
