// The wish to hear at once of changes about the customer, and the device that is listened for.
import { listen } from "./listen.js";

/** @import { Sync } from "./sync.js" */
/** @typedef {(path: string, signal: AbortSignal) => Promise<Response>} Open begins a request whose answer goes on */

export class Wishes {
  #sync;
  #open;
  /** @type {Set<object>} */
  #wishes = new Set();
  /** The device that is listened for. @type {string | null} */
  #listened = null;
  #hush = () => {};
  #isShown = true;
  #asking = false;
  #asksAgain = false;

  /**
   * @param {Pick<Sync, "isAnonymous" | "deviceId" | "refresh">} sync
   * @param {Open} open
   */
  constructor(sync, open) {
    this.#sync = sync;
    this.#open = open;
  }

  /** Listens until the answer is called. */
  add() {
    const wish = {};
    this.#wishes.add(wish);
    this.tend();
    return () => {
      this.#wishes.delete(wish);
      this.tend();
    };
  }

  /** Ends all listening. */
  clear() {
    this.#wishes.clear();
    this.tend();
  }

  /**
   * Listens for the device that this is now, if anybody wants it: not in the background, where each tab would take one
   * of the few connections to a host, and not in anonymous mode.
   */
  tend(isShown = this.#isShown) {
    this.#isShown = isShown;
    const isWanted = isShown && this.#wishes.size > 0 && !this.#sync.isAnonymous;
    const device = isWanted ? this.#sync.deviceId : null;
    if (device === this.#listened) return;
    this.#hush();
    this.#hush = () => {};
    this.#listened = device;
    if (!device) return;
    const open = (/** @type {AbortSignal} */ signal) => this.#open(`device/${device}/changes/`, signal);
    this.#hush = listen({ open, told: this.#changed });
  }

  /** Asks what changed. What changes while the host is asked is asked for once more. */
  #changed = async () => {
    this.#asksAgain = this.#asking;
    if (this.#asking) return;
    this.#asking = true;
    do {
      this.#asksAgain = false;
      await this.#sync.refresh().catch(() => {});
    } while (this.#asksAgain);
    this.#asking = false;
  };
}
