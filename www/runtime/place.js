// The places of the package's other files: beside the script. Two other builds keep them elsewhere (`#place` in
// package.json): `place.inline.js` in the script itself, `place.worker.js` where workers want them.

/** The remedy where the module does not come: none that goes without saying. */
export const hint = "";

/** Answers the first part of the module, or where it is. */
export const beside = () => new URL("./paywall_first.wasm", import.meta.url);

/** Answers where the rest of the module is. */
export const rest = () => new URL("./paywall_rest.wasm", import.meta.url);

/**
 * Answers the table of a language, or where it is.
 * @param {string} name
 */
export const table = (name) => new URL(`./locales/${name}.bin`, import.meta.url);
