// A real Chromium, and a web of its own: nothing leaves the machine.

import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { deflateSync, crc32 } from "node:zlib";

import { chromium } from "playwright-core";

import { root } from "../node/cases.mjs";
import { waits } from "./waits.mjs";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/** The content types of the files that pages ask for. */
export const types = {
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
  ".html": "text/html",
  ".json": "application/json",
  ".webm": "video/webm",
};

/** The origin under which pages see the files of the repository. */
export const origin = "http://paywall.test";

/** The browser named in CHROMIUM, or the first that is installed. */
export const found = () => process.env.CHROMIUM ?? browsers.map((name) => `/usr/bin/${name}`).find(existsSync);

/** Starts it. */
export function launch(options = {}) {
  const executablePath = found();
  if (!executablePath) throw new Error("Chromium is missing: install it, or name one in CHROMIUM");
  const { args = [], ...others } = options;
  return chromium.launch({ executablePath, args: [...flags, ...args], ...others });
}

/**
 * An empty page on `origin`, where every path is a file of the repository.
 * Images anywhere else are one coloured PNG of 240 x 120; all other requests fail.
 */
export async function openPage(browser, options = {}) {
  const page = await browser.newPage({ deviceScaleFactor: 1, ...options });
  page.setDefaultTimeout(20_000);
  await page.addInitScript(waits);
  await page.route("**/*", (route) => {
    const url = new URL(route.request().url());
    if (url.origin === origin) return serve(route, url.pathname);
    if (route.request().resourceType() === "image") return route.fulfill({ contentType: "image/png", body: picture });
    return route.abort();
  });
  await page.goto(`${origin}/`);
  return page;
}

function serve(route, path) {
  if (path === "/")
    return route.fulfill({ contentType: "text/html", body: "<!doctype html><meta charset=utf-8><body>" });
  const file = join(root, path);
  if (!existsSync(file)) return route.fulfill({ status: 404, body: "" });
  return route.fulfill({ contentType: types[extname(file)] ?? "application/octet-stream", body: readFileSync(file) });
}

/** The stand-in for every picture. */
export const picture = png(240, 120, [0x4a, 0x90, 0xd9]);

function png(width, height, colour) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.from([0, ...Array.from({ length: width }, () => colour).flat()]);
  const rows = Buffer.concat(Array.from({ length: height }, () => row));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name), data]);
  const frame = Buffer.alloc(4);
  frame.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([frame, body, check]);
}
