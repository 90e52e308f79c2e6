// A small web of the tests' own: the files of the repository, and what a test adds to them.

import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";

import { picture, types } from "../browser/chromium.mjs";
import { waits } from "../browser/waits.mjs";
import { root } from "../node/cases.mjs";

const html = "text/html; charset=utf-8";

/** The script that every page begins with: the ways to wait. */
const script = "<script src=/waits.js></script>";

/** A page of this body. */
export const pageOf = (body = "") => `<!doctype html><meta charset=utf-8>${script}<body>${body}`;

/** @typedef {{ status?: number, type?: string, headers?: object, body: string | Buffer }} Answer */

/** Starts it: `url` is its origin; `answers` has what a test adds, by path; `/folder/*` has all paths within. */
export async function open() {
  /** @type {Map<string, (request: import("node:http").IncomingMessage, body: string) => Answer | Promise<Answer>>} */
  const answers = new Map();
  answers.set("/", () => ({ body: pageOf() }));
  answers.set("/waits.js", () => ({ type: types[".js"], body: `(${waits})()` }));
  answers.set("/picture.png", () => ({ type: "image/png", body: picture }));
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://site");
    const parts = [];
    for await (const part of request) parts.push(part);
    const answer = answers.get(pathname) ?? answers.get(pathname.replace(/(?<=^\/\w+\/).*/, "*"));
    const {
      status = 200,
      type = html,
      headers = {},
      body,
    } = await (answer ? answer(request, Buffer.concat(parts).toString()) : fileOf(pathname));
    response.writeHead(status, { "content-type": type, "cache-control": "no-store", ...headers }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${address.port}`, answers, close };
}

/**
 * Answers with a file of the repository.
 * @param {string} path
 * @returns {Answer}
 */
function fileOf(path) {
  const file = join(root, path);
  if (!existsSync(file) || !statSync(file).isFile()) return { status: 404, body: "" };
  return { type: types[extname(file)] ?? "application/octet-stream", body: readFileSync(file) };
}
