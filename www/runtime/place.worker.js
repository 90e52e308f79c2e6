// The module as workers of the edge take it: compiled before, as they may compile nothing themselves.
import module from "./paywall_runtime.wasm?module";
import { decoded } from "./unpack.js";

/** Answers the module, which is whole. */
export const beside = () => module;

export const rest = undefined;

/** Answers the tables of all languages. */
export const table = async () => decoded((await import("./tables.js")).tables);
