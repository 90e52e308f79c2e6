// The package in bundlers, as it would be published, without any configuration: each builds examples/javascript, and a
// customer buys something there.

import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch } from "../browser/chromium.mjs";
import { copy, install, page, run, serve, start } from "./pack.mjs";
import { tapped } from "./tapped.mjs";

let browser;
before(async () => {
  install();
  browser = await launch();
});
after(() => browser?.close());

/** Serves a folder and tries its page. */
async function built(folder, page = "", options = {}) {
  const site = await serve(folder);
  try {
    await tapped(browser, site.url + page, options);
  } finally {
    site.end();
  }
}

/** Starts a server of development and tries its page. */
async function developed(server, page = "", options = {}) {
  const site = await start(...server);
  try {
    await tapped(browser, site.url + page, options);
  } finally {
    site.end();
  }
}

/** The options of Vite for a server at a port. */
const at = (port) => ["--port", `${port}`, "--strictPort", "--host", "127.0.0.1"];

for (const [name, port] of [
  ["vite7", 4117],
  ["vite", 4118],
]) {
  const program = `${name}/bin/vite.js`;
  test(`${name}, build`, async () => {
    const folder = copy("javascript", `${name}-build`);
    run(folder, program, "build");
    await built(join(folder, "dist"));
  });
  test(`${name}, dev`, () => developed([copy("javascript", `${name}-dev`), port, program, ...at(port)]));
}

for (const mode of ["production", "development"]) {
  test(`webpack, ${mode}`, async () => {
    const folder = copy("javascript", `webpack-${mode}`);
    run(folder, "webpack-cli/bin/cli.js", "--mode", mode, "--output-path", "public");
    await built(page(folder, "main.js", "classic"));
  });
  test(`Rspack, ${mode}`, async () => {
    const folder = copy("javascript", `rspack-${mode}`);
    run(folder, "@rspack/cli/bin/rspack.js", "build", "--mode", mode, "--output-path", "public");
    await built(page(folder, "main.js", "classic"));
  });
}

test("esbuild, one file", async () => {
  const folder = copy("javascript", "esbuild");
  run(folder, "esbuild/bin/esbuild", "src/index.js", "--bundle", "--minify", "--outfile=public/main.js");
  await built(page(folder, "main.js"));
});

test("esbuild, in pieces", async () => {
  const folder = copy("javascript", "esbuild-pieces");
  run(folder, "esbuild/bin/esbuild", "src/index.js", "--bundle", "--splitting", "--format=esm", "--outdir=public");
  await built(page(folder, "index.js"));
});

test("Rollup", async () => {
  const folder = copy("javascript", "rollup");
  run(folder, "rollup/dist/bin/rollup", "src/index.js", "-p", "node-resolve", "-d", "public");
  await built(page(folder, "index.js"));
});

test("Parcel", async () => {
  const folder = copy("javascript", "parcel");
  run(folder, "parcel/lib/bin.js", "build", "index.html", "--dist-dir", "public", "--no-cache");
  await built(join(folder, "public"));
});

const vite = "vite/bin/vite.js";

test("React: a dialog, built", async () => {
  const folder = copy("react");
  run(folder, vite, "build");
  await built(join(folder, "dist"));
});

test("React: a part of the page, under StrictMode, in development", () =>
  developed([copy("react", "react-dev"), 4119, vite, ...at(4119)], "#offer", { opens: false }));

test("Vue", async () => {
  const folder = copy("vue");
  run(folder, vite, "build");
  await built(join(folder, "dist"), "", { opens: false });
});

test("Svelte", async () => {
  const folder = copy("svelte");
  run(folder, vite, "build");
  await built(join(folder, "dist"), "", { opens: false });
});
