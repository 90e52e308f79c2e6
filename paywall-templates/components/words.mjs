// The texts of the paywalls that show the components, in eight languages. In the document they have keys: `components.title`.

import { ar } from "./words/ar.mjs";
import { de } from "./words/de.mjs";
import { en } from "./words/en.mjs";
import { es } from "./words/es.mjs";
import { fr } from "./words/fr.mjs";
import { hi } from "./words/hi.mjs";
import { ja } from "./words/ja.mjs";
import { pt } from "./words/pt.mjs";

const words = { en, de, ja, ar, fr, es, pt, hi };

/** The texts that are no words of a language: signs of the table, and names of icons. */
const isSign = (text) => /^(yes|no)$|Outlined$|Filled$/.test(text);

/** Calls `visit` for each text of a language with its key, and returns the texts with what it answers in their places. */
function each(words, key, visit) {
  if (typeof words === "string") return isSign(words) ? words : visit(key, words);
  if (typeof words !== "object") return words;
  const inside = Object.entries(words).map(([name, value]) => [name, each(value, `${key}.${name}`, visit)]);
  return Array.isArray(words) ? inside.map(([, value]) => value) : Object.fromEntries(inside);
}

/** The tokens of the texts, in the form that the texts themselves have. */
export const tokens = each(en, "components", (key) => `\${text.${key}}`);

/** Returns the texts of all languages by key, as `locales` of a document has them. */
export function locales() {
  const of = (words) => {
    const texts = {};
    each(words, "components", (key, text) => void (texts[key] = text));
    return texts;
  };
  return Object.fromEntries(Object.entries(words).map(([language, words]) => [language, of(words)]));
}
