// Writes `../components.json`, the custom components of this folder, and puts them and the paywall that shows them into
// the stock document.
//
//   node paywall-templates/components/build.mjs [--check]

import { readFileSync, writeFileSync } from "node:fs";

import { theme } from "./parts.mjs";
import { paywalls, rule } from "./sample.mjs";
import { locales } from "./words.mjs";

const names = [
  "feature-list",
  "comparison-table",
  "testimonials",
  "quote",
  "faq",
  "trial-timeline",
  "logo-strip",
  "countdown-offer",
  "plan-cards",
];
const file = (name) => new URL(`../${name}`, import.meta.url);

/** Returns the definitions in the form of `customComponents`. */
export async function components() {
  const all = {};
  for (const name of names) {
    const { title, properties, template } = await import(`./${name}.mjs`);
    all[name] = { title, properties: { ...properties, ...theme }, template };
  }
  return all;
}

/** Puts the texts of the paywalls that show the components into those of a document. */
function joined(all) {
  const own = locales();
  const others = (texts) => Object.entries(texts).filter(([key]) => !key.startsWith("components."));
  const entries = Object.entries(all).map(([language, texts]) => [
    language,
    { ...Object.fromEntries(others(texts)), ...own[language] },
  ]);
  return Object.fromEntries(entries);
}

async function written() {
  const customComponents = await components();
  const stock = JSON.parse(readFileSync(file("document.json"), "utf8"));
  const shown = paywalls();
  const others = (list, key, own) => list.filter((entry) => !own.some((one) => one[key] === entry[key]));
  const document = {
    ...stock,
    customComponents,
    texts: { ...stock.texts, locales: joined(stock.texts.locales) },
    paywalls: [...others(stock.paywalls, "id", shown), ...shown],
    campaign_rules: [...others(stock.campaign_rules, "rule", [rule]), rule],
  };
  return { "components.json": { customComponents }, "document.json": document };
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  for (const [name, content] of Object.entries(await written())) {
    const text = `${JSON.stringify(content, null, 1)}\n`;
    if (!process.argv.includes("--check")) writeFileSync(file(name), text);
    else if (readFileSync(file(name), "utf8") !== text) {
      console.error(`${name} is not what components/build.mjs writes`);
      process.exitCode = 1;
    }
  }
}
