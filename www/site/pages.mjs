// The pages of the site, and the parts of its contents: those of docs/README.md, and the README before them.
import { readFileSync, readdirSync } from "node:fs";
import { join, posix } from "node:path";

/** Lists the parts, each with its pages. A page that the contents do not name is an error: nobody would find it. */
export function contents(root) {
  const first = { title: "Begin", pages: [page(root, "README.md", "index.html", "The README")] };
  const parts = [first];
  const known = new Set(["README.md", "docs/README.md"]);
  for (const line of readFileSync(join(root, "docs/README.md"), "utf8").split("\n")) {
    const heading = /^## (.+)/.exec(line);
    if (heading) parts.push({ title: heading[1], pages: [] });
    const link = /^\d+\. \[([^\]]+)\]\(([^)#]+)\)/.exec(line);
    if (!link) continue;
    const source = posix.normalize(posix.join("docs", link[2]));
    if (known.has(source)) continue;
    known.add(source);
    parts.at(-1).pages.push(page(root, source));
  }
  first.pages.push(page(root, "CHANGELOG.md"));
  for (const folder of ["docs", "docs/guides"]) {
    for (const name of readdirSync(join(root, folder))) {
      const source = `${folder}/${name}`;
      if (name.endsWith(".md") && !known.has(source)) throw new Error(`docs/README.md does not name ${source}`);
    }
  }
  return parts.filter((part) => part.pages.length > 0);
}

function page(root, source, file = `${posix.basename(source, ".md").toLowerCase()}.html`, title = undefined) {
  const text = readFileSync(join(root, source), "utf8");
  return { source, file, text, title: title ?? /^# (.+)/m.exec(text)[1].replaceAll("`", "") };
}
