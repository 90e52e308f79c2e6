// The shared cases, read from their files: see tests/rust/lib.rs for their form.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");
export const moduleFile = process.env.PAYWALL_MODULE ?? join(root, "www/dist/paywall_runtime.wasm");
const target = resolve(root, process.env.CARGO_TARGET_DIR ?? "target");

/** `{name, operation, document, request, answer}` of every case: ours, and those that tests/rust/documents.rs left of whole documents. */
export function allCases() {
  return [join(root, "tests/cases"), join(target, "document-cases")].filter(existsSync).flatMap(casesIn);
}

function casesIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(".case"))
    .sort()
    .map((file) => readCase(join(folder, file)));
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
    answer: readFileSync(file.replace(/\.case$/, ".answer.json")),
  };
}
