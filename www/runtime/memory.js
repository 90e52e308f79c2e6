// What decisions ask a caller to remember (docs/abi.md, `memory`), in the page's storage: when rules were shown, the
// segments of experiments, the session; and where a customer left a flow. Every change starts from what is stored now,
// so that tabs share it.

/** A session ends with half an hour without a launch. */
const SESSION = 30 * 60_000;
/** How many times of a rule are kept, as the module counts no more. */
const TIMES = 64;

export class Memory {
  #key;
  /** In place of a storage that is closed or full. */
  #own;

  /** The number is of the stored form: what another one wrote is left alone. */
  constructor(name) {
    this.#key = `paywall/1/${name}`;
  }

  /** The `memory` of a request; a launch opens or prolongs the session. */
  recall(now, launches) {
    const { history, assignments, session } = this.#read();
    const { start, last } = { ...session };
    const begun = now - last < SESSION ? +start : NaN;
    // biome-ignore lint/complexity/useMathMinMax: `Math.min` would answer NaN where `begun` is NaN
    const sessionStart = begun <= now ? begun : now;
    if (launches) this.#change({ session: { start: sessionStart, last: now } });
    return { history: { ...history }, assignments: { ...assignments }, sessionStart };
  }

  /** Keeps what a decision says is to be remembered, once it is shown. */
  remember({ record = [], assignments = {} } = {}, now) {
    const kept = this.#read();
    const history = { ...kept.history };
    for (const rule of record) history[rule] = [...new Set([history[rule] ?? [], now].flat())].slice(-TIMES);
    const all = { ...kept.assignments };
    for (const id in assignments) all[id] = { ...all[id], ...assignments[id] };
    this.#change({ history, assignments: all });
  }

  /** The state in which a flow was left. */
  bookmark(flow) {
    return this.#read().flows?.[flow];
  }

  /** Keeps the state in which a flow is left; without one, forgets it. */
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

  /** What cannot be read was not written here: it counts as nothing. */
  #read() {
    try {
      return { ...(this.#own ?? JSON.parse(localStorage.getItem(this.#key))) };
    } catch {
      return {};
    }
  }

  #change(fields) {
    const all = { ...this.#read(), ...fields };
    try {
      localStorage.setItem(this.#key, JSON.stringify(all));
    } catch {
      this.#own = all;
    }
  }
}
