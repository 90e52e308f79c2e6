// The tables of languages: the module knows English, and is given the page's own language while it is fetched itself.
import { table } from "#place";
import { PaywallError } from "./error.js";
import { locales as add } from "./paywall_runtime.js";
import { content } from "./unpack.js";

/** @import { Warning, Source } from "./index.js" */

/**
 * The languages that the module knows, and those on their way to it. What an app passed itself stands under its source.
 * @type {Map<unknown, Promise<void> | undefined>}
 */
const known = new Map([["en", undefined]]);

/** @param {string} tag */
const languageOf = (tag) => tag.split(/[-_]/)[0].toLowerCase();

/** The tag of many languages, under which all tables lie together. */
const ALL = "mul";

/** Answers what a page needs that names no languages: its own; all of them where there is no page. */
export function usual() {
  return [globalThis.document ? navigator.language : ALL];
}

/**
 * Gives the module a language, or the tables that an app passes. Answers undefined where it knows the language already,
 * else a promise of that.
 * @param {Source} one the tag of a language, or tables
 * @param {Promise<void>} [started]
 */
export function learn(one, started) {
  const isTag = typeof one === "string";
  const key = isTag ? (known.has(ALL) ? ALL : languageOf(one)) : one;
  if (!known.has(key)) {
    known.set(
      key,
      Promise.all([tables(isTag ? key : one), started]).then(
        ([bytes]) => {
          add(bytes);
          known.set(key, undefined);
        },
        (cause) => {
          known.delete(key);
          const message = `numbers and dates of ${isTag ? one : "a language"} are written as in English: ${cause.message}`;
          throw new PaywallError({ code: "locale_unavailable", message });
        },
      ),
    );
  }
  return known.get(key);
}

/** @param {Source} source */
async function tables(source) {
  const isName = typeof source === "string";
  // Data of others may say any locale, and must not choose what is fetched.
  if (isName && !/^[a-z]{2,3}$/.test(source)) throw new Error("expected its tag");
  const found = await content(isName ? table(source) : source);
  if (found instanceof Uint8Array && found[0] + 256 * found[1] <= found.length) return found;
  throw new Error("expected its table");
}

/**
 * Answers the warning about a language that did not come.
 * @param {PaywallError} error
 * @returns {Warning}
 */
export function missing({ code, message }) {
  return { code, message, path: null };
}
