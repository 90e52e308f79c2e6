// The module as workers of the edge take it: compiled before, as they may compile nothing themselves.
import module from "./paywall_runtime.wasm?module";
import { decoded } from "./unpack.js";

/** The remedy where the module does not come: none that goes without saying. */
export const hint = "";

/** Answers the module, which is whole. */
export const beside = () => module;

export const rest = undefined;

/** Answers the tables of all languages. */
export const table = async () => decoded((await import("./tables.js")).tables);
