// The pages of the reference, which are made of what the code says of itself.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";

import { http } from "./http.mjs";
import { javascript } from "./javascript.mjs";

/**
 * Returns the part of the contents that has the reference. Without the program there are no pages of what it says, and
 * without `cargo doc` none of Rust.
 */
export async function reference(root, folder) {
  const pages = await javascript(root);
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  const program = process.env.PAYWALL ?? join(target, "debug/paywall");
  if (existsSync(program)) {
    const say = (...words) => execFileSync(program, words, { encoding: "utf8", maxBuffer: 2 ** 26 });
    pages.push({ file: "api-commands.html", title: "The command line", text: say("manual", "--markdown") });
    pages.push({ file: "api-http.html", title: "The HTTP API of a host", text: http(say("schema", "host")) });
  }
  const rust = rustdoc(join(target, "doc"), folder);
  if (rust) pages.push({ file: "api-rust.html", title: "Rust", text: rust });
  return { title: "Reference", pages: pages.map((page) => ({ source: `reference/${page.file}`, ...page })) };
}

/** The crates that programs embed, each with what it is for. */
const CRATES = [
  ["paywall_engine", "runs the module: decisions, pages and snapshots, in any number of threads"],
  ["paywall_ledger", "keeps who has what, and why; it reads and writes nothing else"],
  ["paywall_check", "names what is wrong in a document, and simulates a population"],
];

/** Takes over what `cargo doc` wrote, and returns the page that leads to it. */
function rustdoc(made, folder) {
  const there = CRATES.filter(([name]) => existsSync(join(made, name, "index.html")));
  if (!there.length) return undefined;
  for (const name of ["static.files", "search.index", "src", "crates.js", "help.html", "settings.html", "src-files.js"])
    if (existsSync(join(made, name))) cpSync(join(made, name), join(folder, "rust", name), { recursive: true });
  for (const [name] of there) cpSync(join(made, name), join(folder, "rust", name), { recursive: true });
  const lines = there.map(([name, what]) => `- [\`${name}\`](rust/${name}/index.html) ${what}`);
  return ["# Rust", "[host.md](../docs/host.md) begins with an example.", lines.join("\n")].join("\n\n");
}
