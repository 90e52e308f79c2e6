// The module as workers of the edge take it: compiled before, as they may compile nothing themselves.
import module from "./paywall_runtime.wasm?module";
import { unpack } from "./unpack.js";

/** Answers the module. */
export const beside = () => module;

/** Answers the tables of all languages. */
export const table = async () => unpack((await import("./tables.js")).tables);
