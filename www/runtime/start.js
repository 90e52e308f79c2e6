// Fetches, compiles and starts the module, once for a page.
import { beside, hint } from "#place";
import { PaywallError } from "./error.js";
import { finish, imports } from "./paywall_runtime.js";
import { bringNow, follows } from "./rest.js";

/** @typedef {string | URL | Request | Response | BufferSource | WebAssembly.Module} Part */
/** @typedef {Part | Promise<Part>} Source */

/** @type {Promise<void> | undefined} */
let started;

/**
 * Starts the module, unless an earlier call did.
 * @param {Source} [module] the module of an app that keeps it elsewhere
 */
export function start(module) {
  started ??= begin(module).catch(({ message }) => {
    started = undefined;
    throw new PaywallError({ code: "module_unavailable", message: `the module did not start: ${message}${hint}` });
  });
  return started;
}

/** @param {Source} [module] */
async function begin(module) {
  const instance = await instantiate(await compiled(module ?? beside()), { "": bringNow });
  writeTens(instance.exports);
  finish(instance);
  follows(instance.exports);
}

/**
 * Writes the powers of ten with which the module reads numbers. They weigh 2.4 KB, so the module's first part comes
 * without them and says where they belong (`xtask/src/split/data.rs`).
 * @param {any} exports
 */
function writeTens({ memory, tens }) {
  if (!tens) return;
  const powers = new Float64Array(memory.buffer, tens.value, 309);
  for (const power of powers.keys()) powers[power] = +`1e${power}`;
}

/**
 * Compiles a module. Where the server says that the file is a module, it is compiled while it comes, and the browser
 * keeps the compiled code.
 * @param {Source} source
 * @param {RequestInit["priority"]} [priority]
 */
export async function compiled(source, priority) {
  let module = /** @type {any} */ (await source);
  if (typeof module === "string" || module.href || module.method) module = await fetched(module, { priority });
  if (module.headers) {
    const type = module.headers.get("content-type");
    // Servers of development answer a page for what they do not have.
    if (!module.ok || /html/.test(type)) throw new Error(`${module.status}, ${type} for ${module.url}`);
    const streams = "compileStreaming" in WebAssembly && type === "application/wasm";
    module = await (streams ? WebAssembly.compileStreaming(module) : module.arrayBuffer());
  }
  return module;
}

/**
 * Makes an instance of a part of the module.
 * @param {any} module
 * @param {Record<string, any>} other what the other part has for it
 * @returns {Promise<WebAssembly.Instance>}
 */
export async function instantiate(module, other) {
  // For bytes, the answer has both module and instance; for a compiled module, it is the instance.
  const made = /** @type {any} */ (await WebAssembly.instantiate(module, { ...imports(), "": other }));
  return made.instance ?? made;
}

/**
 * Fetches what is at an address. The `fetch` of Node reads no files, so Node is asked for those. Where there is no
 * page, a path without a scheme is of a file, too.
 * @param {RequestInfo | URL} address
 * @param {RequestInit} [init]
 * @returns {Promise<Response>}
 */
export async function fetched(address, init) {
  const text = `${address}`;
  const isFile = /^file:/.test(text);
  const isPath = !globalThis.document && typeof address === "string" && !/^\s*[a-z]+:/i.test(text);
  const files = (isFile || isPath) && /** @type {any} */ (globalThis).process?.getBuiltinModule?.("fs");
  return files ? new Response(await files.promises.readFile(isFile ? new URL(text) : text)) : fetch(address, init);
}
