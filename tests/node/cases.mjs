// The shared cases, read from their files: see tests/rust/lib.rs for their form.

import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

import { startBuilt } from "./built.mjs";
import { plain } from "./golden.mjs";

export const root = resolve(import.meta.dirname, "../..");
export const moduleFile = process.env.PAYWALL_MODULE ?? join(root, "www/dist/paywall_runtime.wasm");
/** Starts a host of the built files. */
export const startHost = () =>
  startBuilt(async (name) => readFileSync(name.endsWith(".wasm") ? moduleFile : join(dirname(moduleFile), name)));
const target = resolve(root, process.env.CARGO_TARGET_DIR ?? "target");

/**
 * `{name, operation, document, request, answer}` of every case: ours, and those that tests/rust/it/documents.rs left of
 * whole documents.
 */
export function allCases() {
  return [join(root, "tests/cases"), join(target, "document-cases")].filter(existsSync).flatMap(casesIn).map(readCase);
}

function casesIn(folder) {
  const files = readdirSync(folder, { encoding: "utf8", recursive: true });
  return files
    .filter((file) => file.endsWith(".case"))
    .sort()
    .map((file) => join(folder, file))
    .filter((file) => !file.startsWith(target) || isFresh(rawAnswer(file)));
}

const rawAnswer = (file) => file.replace(/\.case$/, ".answer.json");

const base = readFileSync(join(root, "tests/cases/base.css"), "utf8");

/** The expected answer: a golden of ours, or what another test left as it is. */
function answerOf(file) {
  if (file.startsWith(target)) return readFileSync(rawAnswer(file), "utf8");
  return plain(readFileSync(file.replace(/\.case$/, ".answer"), "utf8"), base);
}

/** An answer in the build folder that is older than the module was given by an older engine. */
function isFresh(file) {
  return existsSync(file) && statSync(file).mtimeMs >= statSync(moduleFile).mtimeMs;
}

function readCase(file) {
  const bytes = readFileSync(file);
  const end = bytes.indexOf("\n");
  const [operation, document] = bytes.subarray(0, end).toString().split(" ");
  return {
    name: relative(root, file),
    operation,
    document: readFileSync(resolve(root, document)),
    request: bytes.subarray(end + 1),
    answer: answerOf(file),
  };
}
