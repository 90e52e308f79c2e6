// Errors as apps catch them.

/** An error of any call; `index.d.ts` describes it. */
export class PaywallError extends Error {
  /** @param {{ code: string, message: string, path?: string | null }} error */
  constructor({ code, message, path = null }) {
    super(path ? `${message} (${path})` : message);
    this.name = "PaywallError";
    this.code = code;
    this.path = path;
  }
}

/**
 * Runs a call of the module, which throws answers with an error as text.
 * @template T
 * @param {() => T} call
 */
export function attempt(call) {
  try {
    return call();
  } catch (error) {
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
