// Calls that must reach the host, in order, across reloads and times without network.

/** @import { CustomerError } from "./error.js" */
/** @import { Entry, Shelf } from "./shelf.js" */

/**
 * @typedef {object} Work
 * @property {(entry: Entry) => Promise<any>} send
 * @property {(entry: Entry, answer: any) => void} done
 * @property {(entry: Entry, error: CustomerError) => void} refused
 * @property {(error: CustomerError) => void} lost hears that the host does not know the device
 */

/** @typedef {{ resolve: (isDelivered: boolean) => void, reject: (error: unknown) => void }} Outcome */

/** The first pause between attempts, and the longest. */
const FIRST = 3_000;
const LONGEST = 300_000;
/** The most calls that are kept; the oldest give way. */
const MOST = 200;
/** Statuses of a host that are no answer. */
const LATER = new Set([408, 425, 429]);

export class Outbox {
  #name;
  #shelf;
  #work;
  /** @type {Promise<boolean> | null} */
  #flushing = null;
  /** @type {Map<string, Outcome>} */
  #outcomes = new Map();
  #failures = 0;
  /** @type {any} */
  #timer;

  /**
   * @param {string} name what the tabs that share the shelf call it
   * @param {Shelf} shelf
   * @param {Work} work
   */
  constructor(name, shelf, work) {
    this.#name = name;
    this.#shelf = shelf;
    this.#work = work;
  }

  get size() {
    return this.#shelf.read().queue.length;
  }

  /** @param {string} id */
  has(id) {
    return this.#shelf.read().queue.some((it) => it.id === id);
  }

  /**
   * Keeps a call. The promise is true where the next attempt delivered it, and fails when the host refused it.
   * @param {Entry} entry
   */
  add(entry) {
    this.#shelf.change((state) => {
      state.queue.push(entry);
      state.queue.splice(0, state.queue.length - MOST);
    });
    /** @type {Promise<boolean>} */
    const outcome = new Promise((resolve, reject) => this.#outcomes.set(entry.id, { resolve, reject }));
    outcome.catch(() => {});
    return outcome;
  }

  /**
   * Sends what waits; true, when nothing waits any more.
   * @returns {Promise<boolean>}
   */
  flush() {
    clearTimeout(this.#timer);
    this.#flushing ??= alone(this.#name, () => this.#drain()).finally(() => (this.#flushing = null));
    // Calls that were added while the last one ended are sent, too.
    return this.#flushing.then((done) => (done && this.size > 0 ? this.flush() : done));
  }

  close() {
    clearTimeout(this.#timer);
  }

  #drain = async () => {
    for (let entry; (entry = this.#shelf.read().queue[0]); ) {
      try {
        const answer = await this.#work.send(entry);
        this.#remove(entry);
        this.#failures = 0;
        this.#work.done(entry, answer);
        this.#settle(entry, (it) => it.resolve(true));
      } catch (cause) {
        const error = /** @type {CustomerError} */ (cause);
        const status = error.status ?? 0;
        if (error.isLost && !entry.again) {
          this.#shelf.change(({ queue: [first] }) => first?.id === entry.id && (first.again = true));
          this.#work.lost(error);
        } else if (status >= 400 && status < 500 && !LATER.has(status)) {
          this.#remove(entry);
          this.#work.refused(entry, error);
          this.#settle(entry, (it) => it.reject(error));
        } else {
          this.#later();
          return false;
        }
      }
    }
    return true;
  };

  /** @param {Entry} entry */
  #remove = ({ id }) => {
    this.#shelf.change((state) => (state.queue = state.queue.filter((it) => it.id !== id)));
  };

  /**
   * @param {Entry} entry
   * @param {(outcome: Outcome) => void} work
   */
  #settle = ({ id }, work) => {
    const outcome = this.#outcomes.get(id);
    this.#outcomes.delete(id);
    if (outcome) work(outcome);
  };

  /** Tells whoever waits that nothing was delivered, and tries again, a little later each time. */
  #later = () => {
    for (const { resolve } of this.#outcomes.values()) resolve(false);
    this.#outcomes.clear();
    const pause = Math.min(FIRST * 2 ** this.#failures++, LONGEST) * (0.75 + Math.random() / 2);
    this.#timer = setTimeout(() => this.flush(), pause);
    this.#timer.unref?.();
  };
}

/**
 * Does the work while no other tab does: two must not send the same call at the same time.
 * @param {string} name
 * @param {() => Promise<boolean>} work
 */
function alone(name, work) {
  const locks = globalThis.navigator?.locks;
  return locks ? /** @type {Promise<any>} */ (locks.request(name, work)) : work();
}
