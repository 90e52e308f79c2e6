// A cloud document in any of the forms in which apps pass it, read and unpacked to its bytes.
import { PaywallError } from "./error.js";
import { fetched } from "./start.js";

/** Bytes of an unpacked document beyond which reading stops; the module's own limit. */
const LIMIT = 16 << 20;

/**
 * Answers the bytes of a document.
 * @param {import("./index.js").Source | Promise<import("./index.js").Source>} document
 */
export async function documentBytes(document) {
  const found = await content(document).catch((cause) => {
    if (cause instanceof PaywallError) throw cause;
    throw invalid(`the document could not be read: ${cause.message}`);
  });
  const packed = packedPart(found);
  if (packed !== undefined) return unpack(packed);
  const bytes = found instanceof Uint8Array ? found : new TextEncoder().encode(text(found));
  // Servers and editors may put a mark before UTF-8.
  return bytes[0] === 0xef && bytes[1] === 0xbb ? bytes.subarray(3) : bytes;
}

/**
 * Answers the text, bytes or object that is meant by what an app passes. Its kind is asked by name, because it may be
 * of another frame.
 * @param {any} source
 * @returns {Promise<object | string | Uint8Array>}
 */
export async function content(source) {
  let found = await source;
  let kind = kindOf(found);
  // No JSON begins so.
  const isAddress = kind === "String" && /^\s*(\.{0,2}\/|[a-z]+:|[\w./-]+\.json$)/i.test(found);
  if (isAddress || kind === "URL" || kind === "Request") {
    found = await fetched(found);
    kind = "Response";
  }
  if (kind === "Response" && !found.ok) throw invalid(`${found.status} for ${found.url || "the document"}`);
  if (kind === "ReadableStream") found = new Response(found);
  const from = kind === "Response" && found.url;
  if (found?.arrayBuffer) found = await found.arrayBuffer();
  // Servers of apps answer their page for what they do not have.
  if (from && new Uint8Array(found)[0] === 0x3c) throw invalid(`expected JSON, found a page: is it at ${from}?`);
  kind = kindOf(found);
  if (kind === "Module") return content(found.default);
  if (ArrayBuffer.isView(found)) return new Uint8Array(found.buffer, found.byteOffset, found.byteLength);
  if (/ArrayBuffer$/.test(kind)) return new Uint8Array(found);
  if (!["String", "Object", "Array"].includes(kind)) throw invalid(`expected a document, found ${kind}`);
  return found;
}

/**
 * Names the kind of a value, such as `Map`.
 * @param {unknown} value
 */
function kindOf(value) {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** @param {object | string} found */
function text(found) {
  if (typeof found === "string") return found;
  try {
    return JSON.stringify(found);
  } catch (cause) {
    throw invalid(`the document is no JSON: ${/** @type {Error} */ (cause).message}`);
  }
}

/** @param {string} message */
function invalid(message) {
  return new PaywallError({ code: "invalid_document", message });
}

/**
 * Answers the `initial_config` of a packed document, else undefined.
 * @param {object | string | Uint8Array} document
 * @returns {string | undefined}
 */
function packedPart(document) {
  if (typeof document !== "string" && !(document instanceof Uint8Array)) {
    const { initial_config: packed } = /** @type {{ initial_config?: unknown }} */ (document);
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
export const decoded = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

/**
 * Unpacks base64 of gzip.
 * @param {string} base64
 */
export async function unpack(base64) {
  const path = "$.initial_config";
  const chunks = [];
  let length = 0;
  try {
    const packed = decoded(base64);
    const reader = globalThis.DecompressionStream
      ? new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")).getReader()
      : (await import("./gunzip.js")).gunzip(packed);
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
