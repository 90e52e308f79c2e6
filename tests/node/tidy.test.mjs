// Rules for JavaScript that the linter has not: lines of at most 120 letters, and docs that begin with a verb or a
// noun.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { root } from "./cases.mjs";

const WIDTH = 120;
/** The share of comments, in percent, that may begin with one of the words below. */
const LIMIT = 2;
const HEADLESS = /^(What|Who|How|Whether|Of|Where|Which)\b/;

const folders = ["www/runtime", "www/preview", "www/demo", "tests/node", "tests/browser", "tests/types"];
const files = folders.flatMap((folder) =>
  readdirSync(join(root, folder), { encoding: "utf8", recursive: true })
    .filter((path) => /\.(js|mjs|ts)$/.test(path))
    .map((path) => join(folder, path)),
);
const lines = files.flatMap((path) =>
  readFileSync(join(root, path), "utf8")
    .split("\n")
    .map((text, index) => ({ text, at: `${path}:${index + 1}` })),
);

test("no line is longer than others can read, but for a text that cannot be broken", () => {
  const isLong = ({ text }) => text.length > WIDTH && text.replace(/"[^"]*"|`[^`]*`/g, '""').length > WIDTH / 2;
  assert.deepEqual(
    lines.filter(isLong).map(({ at }) => at),
    [],
  );
});

test("comments begin with a verb or a noun", () => {
  const begins = lines.flatMap(({ text, at }) => {
    const [, words] = /^\s*(?:\/\*\*|\/\/)\s*(.*)/.exec(text) ?? [];
    return words ? [{ words, at }] : [];
  });
  const headless = begins.filter(({ words }) => HEADLESS.test(words));
  const share = (100 * headless.length) / begins.length;
  assert.ok(share <= LIMIT, `${share.toFixed(1)} %: ${headless.map(({ at }) => at).join(", ")}`);
});
