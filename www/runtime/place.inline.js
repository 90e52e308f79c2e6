// The module and the tables of all languages as JavaScript, for where nothing can be fetched from beside the script.
import { decoded, unpack } from "./unpack.js";

/** The remedy where the module does not come: none that goes without saying. */
export const hint = "";

/** Answers the module, which is whole. */
export const beside = async () => unpack((await import("./inlined.js")).module);

export const rest = undefined;

/** Answers the tables of all languages. */
export const table = async () => decoded((await import("./tables.js")).tables);
