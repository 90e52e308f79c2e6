// The taking of the host's answers about the customer into the memory.
import { camel } from "./host.js";

/** @import { State } from "./shelf.js" */

/**
 * @typedef {object} Found
 * @property {any} profile
 * @property {any[]} [results] the active entitlements
 * @property {string[]} sent the calls that had provisional entitlements before the host was asked
 */

/**
 * Takes an answer in. A provisional entitlement ends when its call was heard before the answer, which names it.
 * @param {State} state
 * @param {Found} found
 * @param {{ now: number, waits: (request: string) => boolean }} calls `waits` says if a call is still to be sent
 */
export function take(state, { profile, results = [], sent }, { now, waits }) {
  state.version = profile.device_version ?? null;
  state.restored = profile.restored ?? "";
  state.journey = camel(profile.customer_journey_state ?? {});
  state.user = profile.user_id ?? state.user;
  state.entitlements = results.map((it) => ({ id: it.entitlement_ref_id, expires: it.expires ?? null }));
  const known = state.entitlements.map((it) => it.id);
  state.provisional = state.provisional.filter(
    ({ id, until, request }) => until > now && (waits(request) || !sent.includes(request) || !known.includes(id)),
  );
}
