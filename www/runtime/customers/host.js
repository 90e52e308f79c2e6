// Requests to a host, in the words of the platform's SDK protocol.
import { CustomerError } from "./error.js";

/** @import { CustomersOptions } from "../customers.js" */
/** @import { State } from "./shelf.js" */
/** @typedef {(method: string, path: string, body?: object, key?: string) => Promise<any>} Ask */
/** @typedef {Required<Pick<CustomersOptions, "fetch" | "timeout">> & { secret: () => string | null }} Means */

/**
 * Answers the address of a platform's calls.
 * @param {Pick<CustomersOptions, "host" | "platform">} options
 */
const base = ({ host, platform }) =>
  `${String(host).replace(/\/$/, "")}/sdk/v3/platform/${encodeURIComponent(platform)}/`;

/**
 * Answers what begins requests whose answers go on.
 * @param {Pick<CustomersOptions, "host" | "platform"> & Pick<Means, "fetch" | "secret">} options
 * @returns {(path: string, signal: AbortSignal) => Promise<Response>}
 */
export function streaming({ fetch, secret, ...place }) {
  return (path, signal) => {
    const known = secret();
    const headers = { accept: "text/event-stream", ...(known && { "device-secret": known }) };
    return fetch(base(place) + path, { method: "GET", headers, cache: "no-store", signal });
  };
}

/**
 * Answers what sends requests about devices of a platform. A call with a `key` counts once, however often it is sent,
 * and goes on when the page is left.
 * @param {Pick<CustomersOptions, "host" | "platform"> & Means} options `secret` answers the device's, if it has one
 * @returns {Ask}
 */
export function asking({ fetch, timeout, secret, ...place }) {
  return async (method, path, body, key) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), timeout);
    let response;
    let text;
    try {
      const known = secret();
      const headers = {
        ...(body && { "content-type": "application/json" }),
        ...(known && { "device-secret": known }),
        ...(key && { "idempotency-key": key }),
      };
      const content = body && { body: JSON.stringify(body) };
      response = await fetch(base(place) + path, {
        method,
        headers,
        ...content,
        keepalive: !!key,
        signal: stop.signal,
      });
      // An answer that stops after its headers is none.
      text = await response.text();
    } catch (cause) {
      throw new CustomerError("unavailable", `the host cannot be reached: ${/** @type {Error} */ (cause).message}`);
    } finally {
      clearTimeout(timer);
    }
    const answer = json(text);
    if (response.ok) return answer ?? {};
    const { status } = response;
    const { code = "refused", message = `the host answered ${status}` } = answer?.error ?? {};
    throw new CustomerError(code, message, status);
  };
}

/**
 * Reads an answer. What is no JSON, as the page of a proxy, says nothing.
 * @param {string} text
 */
function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Reads flags: `in_grace_period` → `inGracePeriod`.
 * @param {Record<string, unknown>} flags
 * @returns {Record<string, boolean>}
 */
export function camel(flags) {
  /** @param {string} key */
  const name = (key) => key.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(flags).map(([key, value]) => [name(key), value === true]));
}

/**
 * Makes a device, unless there is one, with a secret by which the host tells its calls from those of whoever knows its
 * id.
 * @param {State} state
 */
export function beginDevice(state) {
  if (!state.device) Object.assign(state, { device: uuid(), secret: newSecret() });
}

/**
 * Makes the secret of a device: 32 random bytes in hexadecimal.
 * @returns {string}
 */
export function newSecret() {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join("");
}

/**
 * Makes a UUID of version 4, also on pages that are no secure context (televisions'), where `randomUUID` is missing.
 * @returns {string}
 */
export function uuid() {
  /** @param {string} text */
  const digit = (text) => {
    const letter = Number(text);
    return (letter ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (letter / 4)))).toString(16);
  };
  return crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, digit);
}
