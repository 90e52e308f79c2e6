// The places of the package's other files for bundlers, which copy what is named so and write its new address here.

/** Answers the module, or where it is. */
export const beside = () => new URL("./paywall_runtime.wasm", import.meta.url);

/**
 * Answers the table of a language, or where it is. Vite would write all of them into the script: they are small.
 * @param {string} name
 */
export const table = (name) => new URL(`./locales/${name}.bin?no-inline`, import.meta.url);
