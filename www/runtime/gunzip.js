// Unpacks gzip in browsers without `DecompressionStream`: Chromium before 80, Safari before 16.4, Firefox before 113.
// Only they load it.
import { Gunzip } from "fflate";

/** Bytes that are unpacked at once: a small packed text may be a large one, and who reads may have enough. */
const PIECE = 4096;

/**
 * Answers a reader of what is packed.
 * @param {Uint8Array} packed
 * @returns {{ read: () => Promise<{ done: boolean, value: any }>, cancel: () => Promise<void> }}
 */
export function gunzip(packed) {
  /** @type {Uint8Array[]} */
  const chunks = [];
  const stream = new Gunzip((chunk) => chunks.push(chunk));
  let at = 0;
  return {
    async read() {
      while (!chunks.length && at < packed.length) {
        stream.push(packed.subarray(at, (at += PIECE)), at >= packed.length);
      }
      const value = chunks.shift();
      return { done: !value, value };
    },
    async cancel() {},
  };
}
