// Makes the site of the documentation: `node www/site/build.mjs FOLDER`. `cargo xtask site` does it.
//
// The pages are those of `docs/`, in the order of `docs/README.md`. They need no server: any host of files serves them.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { html } from "./html.mjs";
import { Markdown } from "./markdown.mjs";
import { contents } from "./pages.mjs";
import { reference } from "./reference/index.mjs";
import { index } from "./search.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const packages = createRequire(join(root, "tests/package.json"));

/** Writes the site into a folder, of which nothing else is kept. */
export async function build(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const parts = [...contents(root), await reference(root, folder)];
  const pages = parts.flatMap((part) => part.pages);
  const markdown = new Markdown(pages, packages);
  for (const page of pages) {
    Object.assign(page, markdown.render(page));
    write(folder, page.file, html(page, parts));
  }
  write(folder, "search.json", JSON.stringify(index(pages)));
  for (const name of ["site.css", "site.js", "find.js", "live.js", "playground.html", "playground.js", "icon.svg"]) {
    cpSync(join(here, "page", name), join(folder, name));
  }
  cpSync(packages.resolve("minisearch").replace(/dist.*/, "dist/es/index.js"), join(folder, "minisearch.js"));
  cpSync(join(root, "www/dist"), join(folder, "dist"), { recursive: true });
  for (const name of ["document.json", "new.json"]) {
    cpSync(join(root, "paywall-templates", name), join(folder, "examples", name));
  }
  write(folder, "examples/products.json", JSON.stringify(products(pages)));
  for (const pictures of ["paywall-templates/pictures", "paywall-templates/gallery/pictures", "docs/pictures"])
    cpSync(join(root, pictures), join(folder, pictures), { recursive: true });
  return pages;
}

/** Returns the products of all examples: those of the stock document, and those that pages show as code. */
function products(pages) {
  const stock = JSON.parse(readFileSync(join(root, "paywall-templates/products.json"), "utf8"));
  const shown = pages.flatMap(({ text }) => [...text.matchAll(/^```json\n(\[.*?)^```/gms)].map((block) => block[1]));
  const lists = shown.filter((code) => code.includes("product_ref_id")).map((code) => JSON.parse(code));
  return [...stock, ...lists.flat()];
}

function write(folder, name, text) {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = resolve(process.argv[2] ?? join(root, "target/site"));
  const pages = await build(folder);
  const version = /version = "(.+)"/.exec(readFileSync(join(root, "Cargo.toml"), "utf8"))?.[1];
  console.log(`${pages.length} pages of version ${version} in ${folder}`);
}
