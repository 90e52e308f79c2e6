// An assistant with `paywall mcp` beside a person who has the draft open in the editor: what it edits is seen at once,
// and is taken back as anything else is; and what it sees itself, a picture.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { assistant } from "../node/assistant.mjs";
import { root } from "../node/cases.mjs";
import { center } from "./center.mjs";
import { launch } from "./chromium.mjs";

const stock = JSON.parse(readFileSync(join(root, "paywall-templates/document.json"), "utf8"));
const phone = stock.paywalls.find(({ name }) => name === "Fern Phone").id;
const program = process.env.PAYWALL ?? join(root, "target/debug/paywall");

let host, browser, other;

before(async () => {
  host = await center();
  browser = await launch();
  const made = { name: "assistant", role: "editor", until: Date.now() + 3_600_000 };
  const { secret } = (await host.call("POST", "tokens", made)).body;
  other = await assistant(program, ["--server", host.origin, "--unsandboxed"], { PAYWALL_TOKEN: secret });
});

after(async () => {
  await other?.close();
  await browser?.close();
  host?.stop();
});

const set = (path, value) => ({ op: "set", section: "paywalls", part: phone, id: "headline", path, value });

test("what an assistant edits appears in the open editor, and a person takes it back", async () => {
  const draft = (await host.call("POST", "drafts", { name: "Spring" })).body.id;
  const own = { operations: [set("text", "**Winter** words")] };
  await host.call("POST", `drafts/${draft}/edits`, own, { "if-match": '"0"' });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, extraHTTPHeaders: host.headers });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(`${host.origin}/control/fern/paywalls/${phone}?draft=${draft}`);
  const shows = (text) => page.frameLocator(".board iframe").getByText(text).first().waitFor();
  await shows("Winter words");

  await other.ask("edit_draft", { draft, operations: [set("text", "**Spring** words")] });
  await shows("Spring words");
  await page.getByRole("button", { name: "History", exact: true }).click();
  const rows = page.locator(".history li");
  await rows.first().getByText("Spring").waitFor();
  assert.match(await rows.first().innerText(), /assistant/);

  await rows.nth(1).getByRole("button").click();
  await page.getByRole("button", { name: "Bring back" }).click();
  await shows("Winter words");
  await page.waitForFunction(() => !document.querySelector(".editor").hasAttribute("data-waiting"));
  assert.match(await other.ask("render", { source: `draft:${draft}`, paywall: phone }), /“Winter words”/);
  assert.match(await other.ask("list_edits", { draft }), /^3 by .*\n2 by token:assistant: /);
  await context.close();
});

test("an assistant sees a page as a picture, as large as it asked for", async () => {
  const shown = { paywall: phone, show: ["picture"], scale: 0.5 };
  const [, picture] = (await other.call("render", shown)).content;
  assert.deepEqual([picture.type, picture.mimeType], ["image", "image/png"]);
  const png = Buffer.from(picture.data, "base64");
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [195, 422]);
  const large = { ...shown, width: 4000, height: 4000, scale: 1 };
  assert.match(await other.refused("render", large), /at most 4000000 pixels: give a smaller/);
});

/** Counts the pixels of a picture that are red and nothing else. */
async function redPixels({ data }) {
  const page = await browser.newPage();
  const count = await page.evaluate(async (url) => {
    const image = new Image();
    image.src = url;
    await image.decode();
    const { width, height } = image;
    const drawn = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
    drawn.drawImage(image, 0, 0);
    const pixels = drawn.getImageData(0, 0, width, height).data;
    return pixels.filter((red, at) => at % 4 === 0 && red === 255 && pixels[at + 1] + pixels[at + 2] === 0).length;
  }, `data:image/png;base64,${data}`);
  await page.close();
  return count;
}

test("a picture has the assets that the host keeps, by whatever name the document calls the host", async () => {
  const red = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="#f00"/></svg>`;
  const { body: kept } = await host.call("POST", "assets", red);
  const draft = (await host.call("POST", "drafts", { name: "Picture" })).body.id;
  const url = { ...set("url", `https://paywalls.example${kept.url}`), id: "picture" };
  const fill = set("fillImage", `https://paywalls.example${kept.url}`);
  await other.ask("edit_draft", { draft, operations: [url, fill], check: false });
  const shown = { source: `draft:${draft}`, paywall: phone, show: ["picture"] };
  const [words, picture] = (await other.call("render", shown)).content;
  assert.doesNotMatch(words.text, /missing/);
  assert.ok((await redPixels(picture)) > 10_000, "the picture, and the ground of the headline");

  const gone = await fetch(`${host.origin}${kept.url}`, { method: "DELETE", headers: host.headers });
  assert.equal(gone.status, 204);
  const [said, empty] = (await other.call("render", shown)).content;
  assert.match(said.text, new RegExp(`^The asset ${kept.hash} is missing: not_found: `, "m"));
  assert.equal(await redPixels(empty), 0);
});
