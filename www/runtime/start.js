// Fetches, compiles and starts the module, once for a page.
import { PaywallError } from "./error.js";
import { finish, imports } from "./paywall_runtime.js";

/** @typedef {string | URL | Response | BufferSource | WebAssembly.Module} Source */

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
 * @param {Source} module
 */
async function instantiate(module) {
  if (typeof module === "string" || module instanceof URL) module = await fetch(module);
  if (module instanceof Response) {
    if (!module.ok) throw new Error(`${module.status} for ${module.url}`);
    const streams = "compileStreaming" in WebAssembly && module.headers.get("content-type") === "application/wasm";
    module = await (streams ? WebAssembly.compileStreaming(module) : module.arrayBuffer());
  }
  // For bytes, the answer has both module and instance; for a compiled module, it is the instance.
  const made = /** @type {any} */ (await WebAssembly.instantiate(module, imports()));
  finish(made.instance ?? made);
}
