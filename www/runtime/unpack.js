// A cloud document in any of the forms it comes in, unpacked to its bytes.
import { PaywallError } from "./error.js";

/** Bytes of an unpacked document beyond which reading stops; the module's own limit. */
const LIMIT = 16 << 20;

/**
 * Answers the bytes of a document.
 * @param {object | string | Uint8Array} document
 */
export async function documentBytes(document) {
  const packed = packedPart(document);
  if (packed !== undefined) return unpack(packed);
  if (document instanceof Uint8Array) return document;
  return new TextEncoder().encode(typeof document === "string" ? document : JSON.stringify(document));
}

/**
 * Answers the `initial_config` of a packed document, else undefined.
 * @param {object | string | Uint8Array} document
 * @returns {string | undefined}
 */
function packedPart(document) {
  if (typeof document !== "string" && !(document instanceof Uint8Array)) {
    const { initial_config: packed } = /** @type {{ initial_config?: unknown }} */ (document ?? {});
    return typeof packed === "string" ? packed : undefined;
  }
  const text = typeof document === "string" ? document : new TextDecoder().decode(document.subarray(0, 64));
  if (!/^\s*\{\s*"initial_config"\s*:/.test(text)) return undefined;
  try {
    return packedPart(JSON.parse(typeof document === "string" ? document : new TextDecoder().decode(document)));
  } catch {
    return undefined; // not JSON after all: the module says so, with its own error
  }
}

/** @param {string} base64 */
async function unpack(base64) {
  const path = "$.initial_config";
  const chunks = [];
  let length = 0;
  try {
    const packed = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
    for (let read; !(read = await reader.read()).done && length <= LIMIT; length += read.value.length) {
      chunks.push(read.value);
    }
    if (length > LIMIT) await reader.cancel();
  } catch (cause) {
    const message = `initial_config is not base64 of gzip: ${/** @type {Error} */ (cause).message}`;
    throw new PaywallError({ code: "invalid_document", message, path });
  }
  if (length > LIMIT) {
    const message = `initial_config unpacks to more than ${LIMIT} bytes`;
    throw new PaywallError({ code: "document_too_large", message, path });
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
