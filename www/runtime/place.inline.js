// The module and the tables of all languages as JavaScript, for where nothing can be fetched from beside the script.
import { unpack } from "./unpack.js";

/** Answers the module. */
export const beside = async () => unpack((await import("./inlined.js")).module);

/** Answers the tables of all languages. */
export const table = async () => unpack((await import("./tables.js")).tables);
