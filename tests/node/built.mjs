// A host of the built files, in Node and in pages.

import { start } from "./host.mjs";

/**
 * Starts a host of what `read` answers for the name of a built file.
 * @param {(name: string) => Promise<ArrayBuffer | Uint8Array>} read
 */
export async function startBuilt(read) {
  const [module, locales] = await Promise.all(["paywall_runtime.wasm", "locales/mul.bin"].map(read));
  return start(module, new Uint8Array(locales));
}

/** Answers a built file, in a page of the tests. */
export async function fetchBuilt(name) {
  return (await fetch(`/www/dist/${name}`)).arrayBuffer();
}
