// The calls that tell a host again who is logged in and what was bought, after its database was put back to an older
// state.
import { uuid } from "./host.js";

/** @import { Entry, State } from "./shelf.js" */

/** The most proofs that are kept, and the most letters in all: a call that outlives its page may have 64 KiB. */
const PROOFS = 16;
const LETTERS = 48_000;

/**
 * Keeps the proof of a purchase that the host took, with the account that bought it.
 * @param {State} state
 * @param {string} payload
 */
export function keepProof(state, payload) {
  if (!payload) return;
  const others = state.proofs.filter((it) => it.payload !== payload);
  let letters = 0;
  state.proofs = [{ account: state.account, payload, again: false }, ...others]
    .slice(0, PROOFS)
    .filter((it) => (letters += it.payload.length) <= LETTERS);
}

/**
 * Answers whether the database is older than what this client knows of it.
 * @param {State} state
 * @param {any} profile the host's answer
 */
export function hasForgotten({ version, restored }, profile) {
  const isOlder = version !== null && profile.device_version < version;
  return isOlder || (restored !== null && restored !== (profile.restored ?? ""));
}

/**
 * Puts before all other calls what the host has to be told again. Proofs are shown if anything was active: of a
 * purchase that was moved away or came to its end before, this device has nothing to say.
 * @param {State} state
 * @param {{ isKnown: boolean, at: number }} device `isKnown` is true if the host knows the device
 */
export function recall(state, { isKnown, at }) {
  if (state.queue.some((it) => it.recalls)) return;
  if (state.entitlements?.length || state.provisional.length) state.proofs.forEach((it) => (it.again = true));
  Object.assign(state, { version: null, restored: null });
  if (state.account != null) first(state, "login", at, "login/", { external_id: state.account });
  else if (isKnown) first(state, "logout", at, "logout/", {});
  else showAgain(state, at);
}

/**
 * Shows again what the account that is logged in bought. Purchases from before a login go along with it.
 * @param {State} state
 * @param {number} at
 */
export function showAgain(state, at) {
  for (const proof of state.proofs) proof.account ??= state.account;
  const payload = state.proofs.filter((it) => it.again && it.account === state.account).flatMap(items);
  if (payload.length) first(state, "again", at, "purchase_event/", { kind: "again", payload: JSON.stringify(payload) });
}

/**
 * Takes note that the host has heard what was shown again, whatever it said.
 * @param {State} state
 */
export function wasShown({ proofs, account }) {
  for (const proof of proofs) if (proof.account === account) proof.again = false;
}

/**
 * Lists the proofs in a payload: it is one, or the JSON of one or of several.
 * @param {{ payload: string }} proof
 * @returns {unknown[]}
 */
function items({ payload }) {
  try {
    const read = JSON.parse(payload);
    if (typeof read === "object") return [read].flat();
  } catch {
    // A bare text of the store.
  }
  return [payload];
}

/**
 * @param {State} state
 * @param {string} kind
 * @param {number} at
 * @param {string} path
 * @param {object} body
 */
function first(state, kind, at, path, body) {
  const id = uuid();
  /** @type {Entry} */
  const entry = { id, kind, method: "PUT", path, body: { ...body, request_id: id }, at, recalls: true };
  state.queue.unshift(entry);
}
