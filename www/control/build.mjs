// Makes the pages of the Control Center: `node www/control/build.mjs`. `cargo xtask control` does it.
//
// esbuild puts the shell into one file, and what is loaded late (the editor, its source view) into others. Every file is
// named by its content, so browsers keep it for good; `index.html` alone is asked for anew. Beside each file lies what
// brotli makes of it.
import { readFileSync, rmSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const folder = join(root, "www/dist-control");
const packages = createRequire(join(root, "tests/package.json"));

/** The oldest browsers that the pages are written for. */
const TARGET = ["chrome111", "firefox115", "safari16.4"];

/** The most that each part may weigh, in bytes after brotli at level 11. The source view has no bound. */
const BUDGETS = { shell: 60_000, editor: 120_000, campaigns: 160_000 };

/** What the page names: its script, its styles and its icon. */
const ENTRIES = ["shell.js", "styles/control.css", "icon.svg"];

/** The sources of the parts that are loaded late, from the root of the repository. */
const LATE = {
  editor: "www/control/editor/index.js",
  source: "www/control/editor/source.js",
  campaigns: "www/control/campaigns/index.js",
};

/** Builds all files, and returns what each part weighs. */
export async function build() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { build } = packages("esbuild");
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ENTRIES.map((name) => join(here, name)),
    outdir: join(folder, "files"),
    publicPath: "/control/files",
    bundle: true,
    splitting: true,
    format: "esm",
    target: TARGET,
    minify: true,
    legalComments: "none",
    metafile: true,
    write: false,
    nodePaths: [join(root, "tests/node_modules")],
    alias: { "control-model": process.env["CONTROL_MODEL"] ?? join(root, "target/model") },
    external: ["/control/runtime/*"],
    loader: { ".html": "file", ".svg": "copy", ".wasm": "file" },
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
  });
  const files = Object.fromEntries(outputFiles.map(({ path, contents }) => [relative(root, path), contents]));
  const outputs = metafile.outputs;
  const index = page(outputs, await early(build));
  const weights = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, write(name, bytes)]));
  weights["www/dist-control/index.html"] = write("www/dist-control/index.html", Buffer.from(index));
  return sums(outputs, weights);
}

/** Makes the script that stands in the page itself: it asks before any file of the page has come. */
async function early(build) {
  const { outputFiles } = await build({
    entryPoints: [join(here, "early.js")],
    bundle: true,
    format: "iife",
    target: TARGET,
    minify: true,
    write: false,
    external: ["/control/runtime/*"],
  });
  return outputFiles[0].text.trim();
}

/** Writes the page with the names of its files. */
function page(outputs, first) {
  const [script, style, icon] = ENTRIES.map((entry) => named(outputs, `www/control/${entry}`));
  const early = outputs[script].imports.filter(({ kind, external }) => kind === "import-statement" && !external);
  const preloads = early.map(({ path }) => `<link rel="modulepreload" href="${address(path)}">`);
  return readFileSync(join(here, "index.html"), "utf8")
    .replace("SCRIPT", address(script))
    .replace("FIRST", () => first)
    .replace("STYLE", address(style))
    .replace("ICON", address(icon))
    .replace("LATE", JSON.stringify({ campaigns: late(outputs, "campaigns"), editor: late(outputs, "editor") }))
    .replace("<!-- PRELOADS -->", preloads.join("\n"));
}

/** Lists what a late part loads beside the shell: its modules, and its model. */
function late(outputs, part) {
  const shell = reached(outputs, [named(outputs, "www/control/shell.js")]);
  const own = [...reached(outputs, [named(outputs, LATE[part])])].filter((name) => !shell.has(name));
  const ending = (end) => own.filter((name) => name.endsWith(end)).map(address);
  return { modules: ending(".js"), model: ending(".wasm")[0] };
}

const address = (output) => output.replace("www/dist-control", "/control");

/** Finds the output that a source became. */
function named(outputs, entry) {
  return Object.keys(outputs).find((name) => outputs[name].entryPoint === entry);
}

/** Writes a file, and beside it what brotli makes of it. Returns the bytes of the latter. */
function write(name, bytes) {
  const file = join(root, name);
  mkdirSync(dirname(file), { recursive: true });
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const packed = brotliCompressSync(bytes, { params });
  writeFileSync(file, bytes);
  writeFileSync(`${file}.br`, packed);
  return packed.length;
}

/** Adds up what the first screen loads, and what each late part loads beside what was there. */
function sums(outputs, weights) {
  const first = reached(outputs, [named(outputs, "www/control/shell.js")]);
  const screen = [...first, named(outputs, "www/control/styles/control.css"), "www/dist-control/index.html"];
  const seen = new Set(screen);
  const parts = { shell: sum(screen, weights) };
  for (const [part, entry] of Object.entries(LATE)) {
    const output = named(outputs, entry);
    const own = output ? [...reached(outputs, [output])].filter((name) => !seen.has(name)) : [];
    for (const name of own) seen.add(name);
    parts[part] = sum(own, weights);
  }
  return parts;
}

const sum = (names, weights) => names.reduce((total, name) => total + (weights[name] ?? 0), 0);

/** Returns all outputs that some load at once, but not what they import late. */
function reached(outputs, names, found = new Set()) {
  for (const name of names) {
    if (found.has(name) || !outputs[name]) continue;
    found.add(name);
    const now = outputs[name].imports.filter(({ kind }) => kind !== "dynamic-import").map(({ path }) => path);
    const styles = outputs[name].cssBundle ? [outputs[name].cssBundle] : [];
    reached(outputs, [...now, ...styles], found);
  }
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [part, weight] of Object.entries(await build())) {
    const most = BUDGETS[part];
    console.log(`${part.padEnd(8)}${String(weight).padStart(8)} bytes after brotli${most ? ` of ${most}` : ""}`);
    if (weight > most) process.exitCode = 1;
  }
  if (process.exitCode) console.error("The Control Center's pages weigh more than they may.");
}
