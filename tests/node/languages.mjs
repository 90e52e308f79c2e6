// The cost of texts by key: `node tests/node/languages.mjs [rounds]` renders each stock paywall in German, out of the
// stock document with twelve languages and out of the same with the German texts in its components, in turns.
//
// One line a paywall: how much more processor time the first takes, as the median of the rounds, and the time of the
// second in microseconds. It needs the module (`cargo xtask wasm`) and the program (`cargo build`).

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { root, startHost } from "./cases.mjs";
import { operations } from "./host.mjs";

/** The language that is shown. */
const SHOWN = "de";
/** Languages that the stock document lacks, each with one whose texts it borrows. */
const MORE = { it: "fr", nl: "de", pl: "es", ko: "ja" };
/** Microseconds that one measurement takes, about. */
const BATCH = 15_000;

const rounds = Number(process.argv[2] ?? 21);
const file = join(root, "paywall-templates/document.json");
const program = join(resolve(root, process.env.CARGO_TARGET_DIR ?? "target"), "debug/paywall");
const one = execFileSync(program, ["texts", "flatten", file, "--locale", SHOWN], { maxBuffer: 2 ** 26 });
const many = JSON.parse(readFileSync(file, "utf8"));
const { locales } = many.texts;
for (const [name, of] of Object.entries(MORE)) locales[name] ??= locales[of];
const products = JSON.parse(readFileSync(join(root, "paywall-templates/products.json"), "utf8"));

const host = await startHost();
const bytes = (value) => new TextEncoder().encode(JSON.stringify(value));
const [flat, keyed] = [one, bytes(many)].map((document) => {
  const { ok } = JSON.parse(new TextDecoder().decode(host.load(document)));
  return ok.handle;
});
const median = (numbers) => numbers.sort((one, other) => one - other)[numbers.length >> 1];

const sums = { flat: 0, keyed: 0 };
for (const { id, name } of many.paywalls) {
  const request = bytes({ paywall: id, locale: SHOWN, products });
  /** Returns the processor time of a rendering, in microseconds. */
  const timed = (handle, count) => {
    const before = process.cpuUsage();
    for (let call = 0; call < count; call++) host.call(handle, operations.render, request);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / count;
  };
  for (const handle of [flat, keyed]) timed(handle, 200);
  const count = Math.max(20, Math.round(BATCH / timed(flat, 50)));
  const [ratios, times] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const [before, first, second, after] = [flat, keyed, keyed, flat].map((handle) => timed(handle, count));
    ratios.push((first + second) / (before + after));
    times.push((before + after) / 2);
  }
  const [ratio, time] = [median(ratios), median(times)];
  sums.flat += time;
  sums.keyed += time * ratio;
  console.log(`${percent(ratio)}  ${time.toFixed(0).padStart(6)} µs  ${name}`);
}
console.log(`${percent(sums.keyed / sums.flat)}  ${sums.flat.toFixed(0).padStart(6)} µs  all`);

/** Writes how much more than 1 a ratio is. */
function percent(ratio) {
  return `${((ratio - 1) * 100).toFixed(1).padStart(5)} %`;
}
