// The places of the package's other files for bundlers, which copy what is named so and write its new address here.
import { decoded } from "./unpack.js";

/** The remedy where the module does not come: not every bundler copies files. */
export const hint = '; bundlers that copy no files need "paywall-runtime/inline" in place of "paywall-runtime"';

/** Answers the first part of the module, or where it is. */
export const beside = () => new URL("./paywall_first.wasm", import.meta.url);

/** Answers where the rest of the module is. */
export const rest = () => new URL("./paywall_rest.wasm", import.meta.url);

/**
 * Answers the table of a language, or where it is. Vite would write all of them into the script, as they are small;
 * some bundlers leave names alone that are put together, so that they are those of files where the page was built.
 * @param {string} name
 */
export const table = async (name) => {
  const url = new URL(`./locales/${name}.bin?no-inline`, import.meta.url);
  return url.protocol === "file:" ? decoded((await import("./tables.js")).tables) : url;
};
