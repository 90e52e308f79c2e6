// The reference of the JavaScript package: TypeDoc reads its types, and this writes them as Markdown, a page for each
// entry.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

/** The sorts of things that an entry exports, in the order in which they are listed. */
const SORTS = ["Class", "Function", "Variable", "Interface", "TypeAlias"];

/** Lists the entries that people import, by their names, with the files of their types. */
function entries(root) {
  const { name, exports } = JSON.parse(readFileSync(join(root, "www/runtime/package.json"), "utf8"));
  const found = new Map();
  for (const [path, { types }] of Object.entries(exports)) {
    // Several forms of one entry have the same types; the first one is what people import.
    if (types?.endsWith(".d.ts") && !path.endsWith(".wasm") && !found.has(types)) {
      found.set(types, join(name, path).replaceAll("\\", "/"));
    }
  }
  return [...found].map(([types, entry]) => ({ entry, file: join(root, "www/runtime", types) }));
}

/** Returns the pages of the reference: the name of each file, its title and its Markdown. */
export async function javascript(root) {
  const packages = createRequire(join(root, "tests/package.json"));
  const { Application, ReflectionKind } = await import(pathToFileURL(packages.resolve("typedoc")));
  const all = entries(root);
  const app = await Application.bootstrap({
    entryPoints: all.map(({ file }) => file),
    tsconfig: join(root, "www/site/reference/tsconfig.json"),
    skipErrorChecking: true,
    sort: ["source-order"],
    logLevel: "Error",
  });
  const project = await app.convert();
  const modules = new Map(project.children.map((module) => [module.name, module]));
  return all.map(({ entry, file }) => {
    const module = modules.get(basename(file, ".d.ts")) ?? modules.get(basename(file).replace(/\.ts$/, ""));
    const things = (module?.children ?? []).filter((it) => !it.flags.isExternal);
    const order = (it) => SORTS.indexOf(ReflectionKind[it.kind]);
    const listed = things.filter((it) => order(it) >= 0).sort((one, other) => order(one) - order(other));
    const parts = listed.map((thing) => section(thing, ReflectionKind));
    const text = [`# \`${entry}\``, prose(module?.comment), ...parts].filter(Boolean).join("\n\n");
    return { file: `api-${entry.replaceAll("/", "-")}.html`, title: entry, text: `${text}\n` };
  });
}

/** Writes one exported thing. */
function section(thing, kinds) {
  const word = { Class: "class", Function: "function", Interface: "interface", TypeAlias: "type" }[kinds[thing.kind]];
  const out = [`## ${thing.name}`];
  if (thing.signatures) return [...out, ...calls(thing.signatures, "function ")].join("\n\n");
  const comment = prose(thing.comment);
  if (thing.type && word === "type") out.push(code(`type ${thing.name} = ${laidOut(thing.type)};`), comment);
  else if (word === "interface") out.push(comment, fields(thing));
  else if (word === "class") out.push(comment, ...members(thing));
  else out.push(code(`const ${thing.name}: ${thing.type};`), comment);
  return out.filter(Boolean).join("\n\n");
}

/** Writes the members of a class, each under its own heading. */
function members({ name, children = [] }) {
  const own = children.filter((it) => !it.inheritedFrom && !it.flags.isPrivate && it.name !== "constructor");
  return own.map((member) => {
    const of = member.flags.isStatic ? `${name}.` : "";
    const heading = `### ${of}${member.name}${member.signatures ? "()" : ""}`;
    if (member.signatures) return [heading, ...calls(member.signatures, of)].join("\n\n");
    const type = member.type ?? member.getSignature?.type;
    const comment = member.comment ?? member.getSignature?.comment;
    return [heading, code(`${member.name}: ${type}`), prose(comment)].filter(Boolean).join("\n\n");
  });
}

/** Writes the ways to call something. What is said of all of them is said once. */
function calls(signatures, before) {
  const written = signatures.map((it) => call(it, before));
  const said = (text) => text.slice(text.indexOf("\n```\n", 4));
  return written.map((text, at) => (at && said(text) === said(written[0]) ? text.replace(said(text), "\n```") : text));
}

/** Writes a way to call something. */
function call(signature, before) {
  const parameters = signature.parameters ?? [];
  const list = parameters.map(({ name, flags, type }) => `${name}${flags.isOptional ? "?" : ""}: ${type}`);
  const one = `${before}${signature.name}(${list.join(", ")}): ${signature.type}`;
  const text = one.length <= 100 ? one : one.replace(list.join(", "), `\n  ${list.join(",\n  ")},\n`);
  const said = parameters.filter(({ comment }) => comment?.summary.length);
  const meanings = said.map(({ name, comment }) => `- \`${name}\`: ${words(comment.summary)}`);
  return [code(text), prose(signature.comment), meanings.join("\n")].filter(Boolean).join("\n\n");
}

/** Writes the fields of an interface as a table. */
function fields({ children = [], indexSignatures = [] }) {
  const rows = children.map((it) => {
    const signature = it.signatures?.[0];
    const type = signature ? `(${(signature.parameters ?? []).map((p) => p.name).join(", ")}) => ${signature.type}` : it.type;
    const meaning = words((it.comment ?? signature?.comment)?.summary ?? []);
    return `| \`${it.name}${it.flags.isOptional ? "?" : ""}\` | \`${cell(type)}\` | ${meaning.replace(/\s*\n\s*/g, " ").replaceAll("|", "\\|")} |`;
  });
  for (const it of indexSignatures) rows.push(`| any | \`${cell(it.type)}\` | |`);
  return rows.length ? ["| field | type | meaning |\n|---|---|---|", ...rows].join("\n") : "";
}

/** A type as a cell of a table. */
const cell = (type) => `${type}`.replace(/\s*\n\s*/g, " ").replaceAll("|", "\\|");

/** Writes the parts of a type that has several below each other. */
function laidOut(type) {
  const text = `${type}`;
  return text.length > 80 && type.types ? `\n  | ${type.types.join("\n  | ")}` : text;
}

const code = (text, language = "ts") => `\`\`\`${language}\n${text.trim()}\n\`\`\``;

/** Writes what is said of a thing: in words, what it throws, and examples. */
function prose(comment) {
  if (!comment) return "";
  const throws = comment.getTags("@throws").map(({ content }) => `Throws ${words(content)}`);
  const examples = comment.getTags("@example").map(({ content }) => {
    const text = content.map((it) => it.text).join("").trim();
    return text.startsWith("```") ? text.replace(/^```\w*/, "```ts") : code(text);
  });
  return [words(comment.summary), ...throws, ...examples].filter(Boolean).join("\n\n");
}

/** Writes words as Markdown. Pages of the repository are links on the site. */
function words(parts) {
  const text = parts.map((it) => it.text).join("").trim();
  return text.replace(/`docs\/([\w-]+)\.md`/g, "[$1.md](../docs/$1.md)").replace(/(?<!`)(<[\w-]+>)(?!`)/g, "`$1`");
}
