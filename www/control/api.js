// The calls of the API. What never changes is read once.
import { keeper } from "./parts/keeper.js";
import { refresh, state, tell, update } from "./store.js";

/** The refusal of a call: its code is stable, its message is for people. */
export class ApiError extends Error {
  /** @param {number} status @param {{code: string, message: string, path?: string, details?: any}} error */
  constructor(status, { code, message, path, details }) {
    super(message);
    Object.assign(this, { status, code, path: path ?? null, details: details ?? null });
    /** @type {number} */ this.status;
    /** @type {string} */ this.code;
    /** @type {any} */ this.details;
  }
}

const BASE = "/control/v1";
/** Returns the path of the app, which most calls are below. */
const app = () => `/apps/${encodeURIComponent(state.at.app)}`;

/** Calls the API and resolves to its answer; `as` leaves it as it is written, as `text` or `arrayBuffer`. */
export async function call(method, path, body, { ifMatch = "", signal = undefined, as = "" } = {}) {
  const headers = {
    ...(method !== "GET" && { "paywall-control": "1" }),
    ...(ifMatch && { "if-match": `"${ifMatch}"` }),
  };
  const isJson = body !== undefined && !(body instanceof Blob);
  if (isJson) headers["content-type"] = "application/json";
  const sent = isJson ? JSON.stringify(body) : body;
  const answered = early(method, path) ?? fetch(BASE + path, { method, headers, body: sent, signal });
  const response = await answered.catch((cause) => {
    if (cause.name === "AbortError") throw cause;
    offline();
    throw new ApiError(0, { code: "offline", message: "The server cannot be reached." });
  });
  if (!state.online) update({ online: true });
  const etag = response.headers.get("etag");
  if (as && response.ok) return { body: await response[as](), etag };
  const text = await response.text();
  const json = /json/.test(response.headers.get("content-type") ?? "");
  const answer = json && text ? JSON.parse(text) : text;
  if (response.ok) return { body: answer, etag };
  if (response.status === 401 && state.me) update({ me: null });
  throw new ApiError(response.status, answer.error ?? { code: "failed", message: text || response.statusText });
}

/** Takes what was asked for before the shell was here (`early.js`). Nothing of it holds after a change. */
export function early(method, path) {
  const asked = globalThis.paywallEarly;
  const found = method === "GET" ? asked?.get(path) : asked?.clear();
  asked?.delete(path);
  return found;
}

let asking;

/** Notes that the server is away, and asks every few seconds whether it is back. */
function offline() {
  update({ online: false });
  asking ??= setInterval(async () => {
    const back = await fetch(`${BASE}/me`).catch(() => null);
    if (!back) return;
    clearInterval(asking);
    asking = undefined;
    update({ online: true });
  }, 3_000);
}

const kept = keeper();

/** Reads a path of the app. Resolves to the body. */
export async function get(path) {
  const { body } = await call("GET", app() + path);
  return body;
}

/** Reads a path of the app whose answer never changes: a revision is what its hash says. */
export const getOnce = (path) => kept.of(`${state.at.app} ${path}`, () => get(path));

/** Reads a path of the app; `none` where there is no such thing, or the person may not see it. */
export const tryGet = (path, none = undefined) =>
  get(path).catch((error) => {
    if ([403, 404, 405].includes(error.status)) return none;
    throw error;
  });

/** Sends a change to a path of the app. Resolves to the body. */
export async function send(method, path, body, options) {
  const answer = await call(method, app() + path, body, options);
  return answer.body;
}

/** Sends a change that a button makes: says what came of it, or why it was refused, and has the page asked for anew. */
export async function change(method, path, body, words = "") {
  try {
    await send(method, path, body);
    if (words) tell(words);
  } catch (error) {
    tell(error.message);
  }
  refresh();
}

/** Makes the last part of a path. */
export const query = (fields) => {
  const text = new URLSearchParams(Object.entries(fields).filter(([, value]) => value || value === 0)).toString();
  return text && `?${text}`;
};
