// Errors as apps catch them.

/** An error of any call; `index.d.ts` describes it. */
export class PaywallError extends Error {
  /** @param {{ code: import("./codes.js").PaywallErrorCode, message: string, path?: string | null }} error */
  constructor({ code, message, path = null }) {
    super(path ? `${message} (${path})` : message);
    this.code = code;
    this.path = path;
  }

  /** The name, which the constructor could give too late for traces of stacks. */
  get name() {
    return "PaywallError";
  }
}

/**
 * The end of the module's stack, where the module shares it (`xtask/src/split.rs`).
 * @type {WebAssembly.Global | undefined}
 */
let stack;

/** @param {any} global */
export const keepStack = (global) => (stack = global);

/**
 * Runs a call of the module, which throws answers with an error as text. A call that the page's own exception ends, as
 * when the rest of the module does not come, has not put the stack back.
 * @template T
 * @param {() => T} call
 */
export function attempt(call) {
  const end = stack?.value;
  try {
    return call();
  } catch (error) {
    if (stack) stack.value = end;
    if (/^{/.test(/** @type {string} */ (error))) read(/** @type {string} */ (error));
    throw error;
  }
}

/**
 * Reads an answer of the module; an error in it is thrown.
 * @template T
 * @param {string} answer
 * @returns {{ ok: T, warnings: import("./index.js").Warning[] }}
 */
export function read(answer) {
  const { ok, error, warnings = [] } = JSON.parse(answer);
  if (error) throw new PaywallError(error);
  return { ok, warnings };
}
