// Calls that must reach the host, in order, across reloads and times without network.

/** The pauses between attempts. */
const FIRST = 3_000;
const LONGEST = 300_000;
/** More than this cannot be kept; the oldest give way. */
const MOST = 200;
/** What the host may answer that is no answer. */
const LATER = new Set([408, 425, 429]);

export class Outbox {
  #shelf;
  #work;
  #flushing = null;
  #outcomes = new Map();
  #failures = 0;
  #timer;

  /** @param work `{send, done, refused, lost}` */
  constructor(shelf, work) {
    this.#shelf = shelf;
    this.#work = work;
  }

  get size() {
    return this.#shelf.read().queue.length;
  }

  has(id) {
    return this.#shelf.read().queue.some((it) => it.id === id);
  }

  /** Keeps a call. The promise says whether the next attempt delivered it; it fails when the host refused it. */
  add(entry) {
    this.#shelf.change((state) => {
      state.queue.push(entry);
      state.queue.splice(0, state.queue.length - MOST);
    });
    const outcome = new Promise((resolve, reject) => this.#outcomes.set(entry.id, { resolve, reject }));
    outcome.catch(() => {});
    return outcome;
  }

  /** Sends what waits. Whether nothing waits any more. */
  flush() {
    clearTimeout(this.#timer);
    this.#flushing ??= this.#alone(() => this.#drain()).finally(() => (this.#flushing = null));
    // What was added while the last of it ended is sent, too.
    return this.#flushing.then((done) => (done && this.size > 0 ? this.flush() : done));
  }

  close() {
    clearTimeout(this.#timer);
  }

  /** Two tabs must not send the same call at the same time. */
  #alone(work) {
    const locks = globalThis.navigator?.locks;
    return locks ? locks.request("paywall.customers", work) : work();
  }

  async #drain() {
    for (let entry; (entry = this.#shelf.read().queue[0]); ) {
      try {
        const answer = await this.#work.send(entry);
        this.#remove(entry);
        this.#failures = 0;
        this.#work.done(entry, answer);
        this.#settle(entry, (it) => it.resolve(true));
      } catch (error) {
        if (error.status === 404 && !entry.again) {
          this.#shelf.change(({ queue: [first] }) => first?.id === entry.id && (first.again = true));
          this.#work.lost();
        } else if (error.status >= 400 && error.status < 500 && !LATER.has(error.status)) {
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
  }

  #remove({ id }) {
    this.#shelf.change((state) => (state.queue = state.queue.filter((it) => it.id !== id)));
  }

  #settle({ id }, work) {
    const outcome = this.#outcomes.get(id);
    this.#outcomes.delete(id);
    if (outcome) work(outcome);
  }

  /** Nothing was delivered: whoever waits hears so, and it is tried again, a little later each time. */
  #later() {
    for (const { resolve } of this.#outcomes.values()) resolve(false);
    this.#outcomes.clear();
    const pause = Math.min(FIRST * 2 ** this.#failures++, LONGEST) * (0.75 + Math.random() / 2);
    this.#timer = setTimeout(() => this.flush(), pause);
    this.#timer.unref?.();
  }
}
