// The memory of a customer in the page's storage: the times at which rules were shown, the segments of experiments, the
// session (docs/abi.md, `memory`); and the place where a flow was left. Every change starts from what is stored now, so
// that tabs share it.

/** A session ends with half an hour without a launch. */
const SESSION = 30 * 60_000;
/** The number of times that are kept of a rule: the module counts no more. */
const TIMES = 64;

/** @import { Decision, Memory as Recalled } from "./index.js" */

/**
 * The stored form.
 * @typedef {object} Stored
 * @property {NonNullable<Recalled["history"]>} [history]
 * @property {NonNullable<Recalled["assignments"]>} [assignments]
 * @property {{ start: number, last: number }} [session]
 * @property {Record<string, Record<string, unknown> | undefined>} [flows] states by flow
 */

export class Memory {
  #key;
  /**
   * The memory in place of a storage that is closed or full.
   * @type {Stored | undefined}
   */
  #own;

  /**
   * The number is of the stored form: what another one wrote is left alone.
   * @param {string} name
   */
  constructor(name) {
    this.#key = `paywall/1/${name}`;
  }

  /**
   * Answers the `memory` of a request; a launch opens or prolongs the session.
   * @param {number} now
   * @param {boolean} [launches]
   */
  recall(now, launches) {
    const { history, assignments, session } = this.#read();
    // Anything may stand in a storage.
    const { start, last } = /** @type {{ start: number, last: number }} */ ({ ...session });
    const begun = now - last < SESSION ? +start : NaN;
    // biome-ignore lint/complexity/useMathMinMax: `Math.min` would answer NaN where `begun` is NaN
    const sessionStart = begun <= now ? begun : now;
    if (launches) this.#change({ session: { start: sessionStart, last: now } });
    return { history: { ...history }, assignments: { ...assignments }, sessionStart };
  }

  /**
   * Keeps what a decision says is to be remembered, once it is shown.
   * @param {Decision["remember"]} remember
   * @param {number} now
   */
  remember({ record = [], assignments = {} } = {}, now) {
    const kept = this.#read();
    const history = { ...kept.history };
    for (const rule of record) history[rule] = [...new Set([history[rule] ?? [], now].flat())].slice(-TIMES);
    const all = { ...kept.assignments };
    for (const id in assignments) all[id] = { ...all[id], ...assignments[id] };
    this.#change({ history, assignments: all });
  }

  /**
   * Answers the state in which a flow was left.
   * @param {string} flow
   */
  bookmark(flow) {
    return this.#read().flows?.[flow];
  }

  /**
   * Keeps the state in which a flow is left; without one, forgets it.
   * @param {string} flow
   * @param {Record<string, unknown>} [state]
   */
  keep(flow, state) {
    this.#change({ flows: { ...this.#read().flows, [flow]: state } });
  }

  forget() {
    this.#own = {};
    try {
      localStorage.removeItem(this.#key);
      this.#own = undefined;
    } catch {
      /* there is nothing stored */
    }
  }

  /**
   * Reads what is stored. Anything that is no JSON was not written here, and counts as nothing.
   * @returns {Stored}
   */
  #read = () => {
    try {
      return { ...(this.#own ?? JSON.parse(/** @type {string} */ (localStorage.getItem(this.#key)))) };
    } catch {
      return {};
    }
  };

  /** @param {Stored} fields */
  #change = (fields) => {
    const all = { ...this.#read(), ...fields };
    try {
      localStorage.setItem(this.#key, JSON.stringify(all));
    } catch {
      this.#own = all;
    }
  };
}
