// The encoding of plural rules as bytes.
import { readFileSync } from "node:fs";

const all = JSON.parse(readFileSync(new URL("node_modules/cldr-core/supplemental/plurals.json", import.meta.url)));
const cardinal = all.supplemental["plurals-type-cardinal"];

/** Plural categories in CLDR's order. */
const categories = ["zero", "one", "two", "few", "many", "other"];
const operands = ["n", "i", "v", "f", "t", "e"];

/** Returns the rules of the first of several locales that has any, by category, as CLDR writes them. */
export function pluralRules(chain) {
  const rules = cardinal[chain.find((locale) => cardinal[locale])];
  const pairs = categories.map((category) => [category, rules[`pluralRule-count-${category}`]]);
  return Object.fromEntries(pairs.filter(([, rule]) => rule !== undefined));
}

/**
 * Encodes rules. Each category but `other` has its number and then its relations. A relation is a byte of flags (the operand;
 * 8: a modulus follows; 16: negated; 32: it begins another alternative; 64: it is the last), the modulus, the count of
 * ranges, and the ranges. 250 stands for a million.
 */
export function pluralRecord(rules) {
  const out = [];
  for (const [category, rule] of Object.entries(rules)) {
    const condition = rule.replace(/@.*/s, "").trim();
    if (category === "other" || !condition) continue;
    const relations = condition
      .split(" or ")
      .flatMap((alternative, at) =>
        alternative.split(" and ").map((text, place) => relation(text.trim(), at > 0 && place === 0)),
      );
    relations.at(-1)[0] |= 64;
    out.push(categories.indexOf(category), ...relations.flat());
  }
  return Buffer.from(out);
}

function relation(text, alternative) {
  const [, operand, modulus, sign, list] = /^([a-z])(?: % (\d+))? (!?=) (.+)$/.exec(text);
  const ranges = list.split(",").map((range) => (range.includes("..") ? range.split("..") : [range, range]).map(value));
  const index = operands.indexOf(operand === "c" ? "e" : operand);
  if (index < 0) throw new Error(`${text} has no known operand`);
  const flags = index | (modulus ? 8 : 0) | (sign === "!=" ? 16 : 0) | (alternative ? 32 : 0);
  return [flags, ...(modulus ? [value(modulus)] : []), ranges.length, ...ranges.flat()];
}

function value(text) {
  const number = Number(text);
  if (number === 1_000_000) return 250;
  if (number >= 250) throw new Error(`${number} does not fit`);
  return number;
}

/** Returns CLDR's examples of every category, a line each: `language category number …`. Numbers with exponents are left out. */
export function samples(languages) {
  const lines = [];
  for (const language of languages.filter((name) => cardinal[name])) {
    for (const [category, rule] of Object.entries(pluralRules([language]))) {
      const texts =
        rule.match(/@(integer|decimal)[^@]*/g)?.flatMap((list) => list.replace(/^@\w+/, "").split(",")) ?? [];
      const numbers = texts
        .map((text) => text.trim())
        .filter((text) => /^[\d.~]+$/.test(text))
        .flatMap((text) => text.split("~"));
      if (numbers.length) lines.push([language, category, ...numbers].join(" "));
    }
  }
  return `${lines.join("\n")}\n`;
}
