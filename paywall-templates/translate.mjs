// The stock document in another language, as its author would have written it; for tests and pictures.

import { readFileSync } from "node:fs";

import { paywalls } from "./components/sample.mjs";

const json = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));

/** The locales of the pictures, by language. */
export const locales = { en: "en-US", de: "de-DE", ja: "ja-JP", ar: "ar-EG" };

/** Returns the stock document in one of these languages; `translations.json` has the words by their English ones. */
export function translated(language) {
  const words = json("translations.json");
  const document = json("document.json");
  const components = paywalls("en").map(({ id }) => id);
  const own = document.paywalls.filter(({ id }) => !components.includes(id));
  const into = (key, value) => (["id", "name", "ref"].includes(key) ? value : (words[value]?.[language] ?? value));
  return { ...document, paywalls: [...JSON.parse(JSON.stringify(own), into), ...paywalls(language)] };
}
