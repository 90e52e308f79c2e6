// A whole host of the module, without wasm-bindgen: see docs/abi.md. Runs in Node, Deno, Bun and browsers.

export const operations = { decide: 1, render: 2, snapshot: 3, act: 4, describe: 5 };

/**
 * Compiles the module's bytes, and gives it the tables of languages (`locales/mul.bin`). Its imports are a browser's
 * and none of the host's exports reaches one: all trap.
 */
export async function start(bytes, locales) {
  const module = await WebAssembly.compile(bytes);
  /** @type {WebAssembly.Imports} */
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = () => {
      throw new Error(`the module called its import ${name}`);
    };
  }
  const { exports } = await WebAssembly.instantiate(module, imports);
  const host = new Host(exports);
  if (locales) host.learn(locales);
  return host;
}

export class Host {
  #wasm;

  constructor(exports) {
    const version = exports.paywall_abi_version();
    if (version !== 2) throw new Error(`this host speaks version 2, the module ${version}`);
    this.#wasm = exports;
  }

  /** Gives the module tables of languages, besides English; answers how many it did not know. */
  learn(locales) {
    return this.#wasm.paywall_locales(this.#give(locales), locales.length);
  }

  /** Reads a document; the answer's `ok.handle` names it. */
  load(document) {
    return this.#take(this.#wasm.paywall_load(this.#give(document), document.length));
  }

  /** One operation (a number) on a loaded document; the request and the answer are bytes of JSON. */
  call(handle, operation, request) {
    return this.#take(this.#wasm.paywall_call(handle, operation, this.#give(request), request.length));
  }

  /** Forgets a document; false when there was none. */
  drop(handle) {
    return this.#wasm.paywall_drop(handle) === 1;
  }

  /** The bytes of the instance's memory, which never becomes smaller. */
  get memory() {
    return this.#wasm.memory.buffer.byteLength;
  }

  #give(bytes) {
    const pointer = this.#wasm.paywall_alloc(bytes.length) >>> 0;
    if (pointer === 0) throw new RangeError(`the module has no room for ${bytes.length} bytes`);
    new Uint8Array(this.#wasm.memory.buffer, pointer, bytes.length).set(bytes);
    return pointer;
  }

  #take(place) {
    const [pointer, length] = [Number(BigInt.asUintN(32, place >> 32n)), Number(BigInt.asUintN(32, place))];
    const answer = new Uint8Array(this.#wasm.memory.buffer, pointer, length).slice();
    this.#wasm.paywall_free(pointer, length);
    return answer;
  }
}
