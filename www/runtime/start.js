// Fetches, compiles and starts the module, once for a page.
import { PaywallError } from "./error.js";
import { finish, imports } from "./paywall_runtime.js";

/** @typedef {string | URL | Request | Response | BufferSource | WebAssembly.Module} Part */
/** @typedef {Part | Promise<Part>} Source */

/** @type {Promise<void> | undefined} */
let started;

/**
 * Starts the module, unless an earlier call did.
 * @param {Source} module
 */
export function start(module) {
  started ??= instantiate(module).catch((cause) => {
    started = undefined;
    throw new PaywallError({ code: "module_unavailable", message: `the module did not start: ${cause.message}` });
  });
  return started;
}

/**
 * Compiles the module. Where the server says that the file is a module, it is compiled while it comes, and the browser
 * keeps the compiled code.
 * @param {Source} source
 */
async function instantiate(source) {
  let module = /** @type {any} */ (await source);
  if (typeof module === "string" || module.href || module.method) module = await fetched(module);
  if (module.headers) {
    if (!module.ok) throw new Error(`${module.status} for ${module.url}`);
    const streams = "compileStreaming" in WebAssembly && module.headers.get("content-type") === "application/wasm";
    module = await (streams ? WebAssembly.compileStreaming(module) : module.arrayBuffer());
  }
  // For bytes, the answer has both module and instance; for a compiled module, it is the instance.
  const made = /** @type {any} */ (await WebAssembly.instantiate(module, imports()));
  finish(made.instance ?? made);
}

/**
 * Fetches what is at an address. The `fetch` of Node reads no files, so Node is asked for those.
 * @param {RequestInfo | URL} address
 * @returns {Promise<Response>}
 */
export async function fetched(address) {
  const files = /^file:/.test(`${address}`) && /** @type {any} */ (globalThis).process?.getBuiltinModule?.("fs");
  return files ? new Response(await files.promises.readFile(new URL(`${address}`))) : fetch(address);
}
