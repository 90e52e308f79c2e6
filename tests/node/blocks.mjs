// The code blocks of the documentation.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "./cases.mjs";

const pagesOf = (folder) => {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith(".md"));
  return names.map((name) => `${folder}/${name}`);
};

/** The pages that people read: those of the site, and those beside the code. */
export const pages = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md", "fuzz/README.md", "runtime/grammar/README.md"],
  ...["examples/README.md", "www/runtime/README.md", "www/control/README.md"],
  ...pagesOf("docs"),
  ...pagesOf("docs/guides"),
];

/** Lists the blocks of a page: where each begins, its language, and its text. */
function blocksOf(page) {
  const blocks = [];
  let block;
  for (const [at, line] of readFileSync(join(root, page), "utf8").split("\n").entries()) {
    const fence = /^\s*```(.*)$/.exec(line);
    if (fence && block) {
      blocks.push({ ...block, text: `${block.lines.join("\n")}\n` });
      block = undefined;
    } else if (fence) {
      block = { page, place: `${page}:${at + 1}`, language: fence[1].trim(), lines: [] };
    } else {
      block?.lines.push(line);
    }
  }
  return blocks;
}

/** Lists the blocks of all pages; `languages` are the wanted ones, or none for all. */
export function blocks(...languages) {
  const all = pages.flatMap(blocksOf);
  return languages.length ? all.filter(({ language }) => languages.includes(language)) : all;
}
