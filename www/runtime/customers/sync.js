// Brings together the memory of the page and the host's: calls go out in order, and facts come in.
import { CustomerError } from "./error.js";
import { take } from "./answer.js";
import { asking, beginDevice, streaming, uuid } from "./host.js";
import { News } from "./news.js";
import { Outbox } from "./outbox.js";
import { hasForgotten, keepProof, recall, showAgain, wasShown } from "./recall.js";
import { active, nobody, Shelf } from "./shelf.js";
import { watch } from "./watch.js";
import { Wishes } from "./wish.js";

/** @import { CustomersOptions } from "../customers.js" */
/** @import { Entry, State } from "./shelf.js" */

/** Returning to the page twice within this time asks the host once. */
const PAUSE = 5_000;
const LONGEST_TIMER = 2 ** 31 - 1;
/** Calls that change nothing for the customer. */
const NOTES = new Set(["impression", "transaction"]);
/** Calls that count for the user whom the device has. */
const FOR_USER = new Set(["login", "logout", "purchase", "again"]);

export class Sync {
  #outbox;
  #ask;
  #profile;
  #told;
  #asked = -Infinity;
  #generation = 0;
  /** @type {any} */
  #timer;
  #stop = () => {};
  wishes;
  news = new News();

  /** @param {CustomersOptions} options */
  constructor({
    host,
    platform,
    device = {},
    storage,
    fetch = globalThis.fetch.bind(globalThis),
    now = Date.now,
    timeout = 20_000,
  }) {
    if (!platform) throw new CustomerError("no_platform", "an app platform is needed");
    this.now = now;
    // The host decides by the clock of this zone.
    const timezone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    this.#profile = { timezone, ...device };
    const name = `paywall.customers.${platform}`;
    this.shelf = new Shelf(name, storage);
    const secret = () => this.shelf.read().secret;
    this.#ask = asking({ host, platform, fetch, timeout, secret });
    const stream = streaming({ host, platform, fetch, secret });
    this.wishes = new Wishes(this, (path, signal) => this.#register().then(() => stream(path, signal)));
    this.#outbox = new Outbox(name, this.shelf, {
      send: (entry) => this.#deliver(entry),
      done: (entry, answer) => this.#accept(entry, answer),
      refused: (entry, error) => this.#refused(entry, error),
      lost: (error) => this.#lost(error),
    });
    this.#told = this.#facts();
  }

  /** The calls that wait for the network. */
  get waiting() {
    return this.#outbox.size;
  }

  get isAnonymous() {
    return this.shelf.read().anonymous != null;
  }

  /**
   * The id of this installation; in anonymous mode one that no host knows.
   * @returns {string}
   */
  get deviceId() {
    const { device, anonymous } = this.shelf.read();
    const known = anonymous ?? device;
    return known || /** @type {string} */ (this.shelf.change(beginDevice).device);
  }

  get entitlements() {
    return active(this.shelf.read(), this.now());
  }

  /**
   * Changes what is kept, and tells what came of it.
   * @param {(state: State) => unknown} work
   */
  change(work) {
    this.shelf.change(work);
    this.#announce();
  }

  /**
   * Changes who the customer is. Answers from before say nothing about after it.
   * @param {(state: State) => unknown} work
   */
  become(work) {
    this.#generation += 1;
    this.change(work);
  }

  /** Asks the host what is new; first sends what waits. */
  async refresh() {
    if (this.isAnonymous) return;
    this.#asked = this.now();
    let found = await this.#look();
    if (found.generation === this.#generation && hasForgotten(this.shelf.read(), found.profile)) {
      this.become((state) => recall(state, { isKnown: true, at: this.now() }));
      found = await this.#look();
    }
    // An answer from before a login says nothing about after it.
    if (found.generation !== this.#generation) return;
    const calls = { now: this.now(), waits: (/** @type {string} */ it) => this.#outbox.has(it) };
    this.change((state) => take(state, found, calls));
  }

  /** Sends what waits, and asks what the host knows of the customer; once more if it does not know the device. */
  #look = async () => {
    for (let isAgain = false; ; isAgain = true) {
      if (!(await this.#outbox.flush())) throw new CustomerError("unavailable", "the host cannot be reached");
      await this.#register();
      const generation = this.#generation;
      const sent = this.shelf.read().provisional.map((it) => it.request);
      const ask = (/** @type {string} */ what) => this.#ask("GET", `device/${this.deviceId}/${what}/`);
      try {
        const [profile, { results }] = await Promise.all([ask("profile"), ask("active_entitlements")]);
        return { generation, sent, profile, results };
      } catch (cause) {
        const error = /** @type {CustomerError} */ (cause);
        if (isAgain || !error.isLost) throw error;
        this.#lost(error);
      }
    }
  };

  /** Hears and asks nothing more. */
  close() {
    this.wishes.clear();
    clearTimeout(this.#timer);
    this.#outbox.close();
    this.#stop();
    this.news.clear();
  }

  /**
   * Keeps a call until it can be sent.
   * @param {string} kind
   * @param {string} method
   * @param {string} path
   * @param {object} body
   * @param {string} id
   */
  keep(kind, method, path, body, id) {
    return this.#outbox.add({ id, kind, method, path, body: { ...body, request_id: id }, at: this.now() });
  }

  /**
   * Sends a call. `delivered` is false when it waits for the network.
   * @param {string} kind
   * @param {string} method
   * @param {string} path
   * @param {object} body
   */
  async queue(kind, method, path, body, id = uuid()) {
    const outcome = this.keep(kind, method, path, body, id);
    this.#outbox.flush();
    const delivered = await outcome;
    if (delivered && !NOTES.has(kind)) await this.refresh().catch(() => {});
    return { delivered };
  }

  /** @param {Entry} entry */
  #deliver = async ({ id, kind, method, path, body, recalls }) => {
    if (this.isAnonymous) throw new CustomerError("anonymous_mode", "nothing is sent in anonymous mode");
    await this.#register();
    const { version } = this.shelf.read();
    // A host that knows less of the device than this may take it for another user's.
    const known = version !== null && !recalls && FOR_USER.has(kind) && { device_version: version };
    return this.#ask(method, `device/${this.deviceId}/${path}`, { ...body, ...known }, id);
  };

  /**
   * Lets the host be told anew what it lost. Where it takes the device for another one's, a new device begins, with
   * nobody logged in; what an account bought is shown again when it logs in.
   * @param {CustomerError} error
   */
  #lost = ({ isForeign, isBehind }) => {
    const { account } = this.shelf.read();
    const at = this.now();
    if (!isForeign) {
      return this.change((state) => {
        if (!isBehind) state.registered = null;
        recall(state, { isKnown: isBehind, at });
      });
    }
    this.become((state) => {
      recall(state, { isKnown: false, at });
      if (account != null) state.queue = state.queue.filter((it) => !it.recalls);
      Object.assign(state, nobody(), { device: null, secret: null, registered: null });
    });
    if (account != null) this.news.tell("account", "logout", true, null);
  };

  /**
   * Makes the device known to the host, or tells what changed about it.
   * @param {boolean} [isAgain] true after the host did not know it
   * @returns {Promise<void>}
   */
  #register = async (isAgain) => {
    const id = this.deviceId;
    const told = JSON.stringify(this.#profile);
    const { registered } = this.shelf.read();
    if (registered?.id === id && registered.told === told) return;
    try {
      if (registered?.id === id) await this.#ask("PUT", `device/${id}/`, this.#profile);
      else await this.#ask("POST", "device/", { id, device_secret: this.shelf.read().secret, ...this.#profile });
    } catch (cause) {
      const error = /** @type {CustomerError} */ (cause);
      const helps = error.isForeign || (error.isLost && registered !== null);
      if (isAgain || !helps) throw new CustomerError("not_registered", error.message);
      this.#lost(error);
      return this.#register(true);
    }
    this.change((state) => (state.registered = { id, told }));
  };

  /**
   * @param {Entry} entry
   * @param {any} answer
   */
  #accept = ({ kind, body, recalls }, answer) => {
    if (kind === "purchase") this.change((state) => keepProof(state, body.payload));
    if (kind === "again") this.change(wasShown);
    if (kind !== "login" && kind !== "logout") return;
    const user = { account: answer?.external_id ?? body.external_id, user: answer?.user_id ?? null };
    this.become((state) => {
      state.version = answer?.device_version ?? null;
      if (kind === "login") Object.assign(state, user);
      else if (!recalls) Object.assign(state, nobody(), { provisional: [] });
      showAgain(state, this.now());
    });
    if (!recalls) this.news.tell("account", kind, true, null);
  };

  /**
   * @param {Entry} entry
   * @param {CustomerError} error
   */
  #refused = ({ id, kind, recalls }, error) => {
    if (kind === "again") {
      this.change(wasShown);
    } else if (recalls) {
      // Only the app can vouch for the account once more.
      this.become((state) => Object.assign(state, nobody()));
      this.news.tell("account", "logout", true, null);
    } else if (kind === "purchase") {
      this.change((state) => (state.provisional = state.provisional.filter((it) => it.request !== id)));
      this.news.tell("purchases", { state: "refused", error, externalId: this.shelf.read().account });
    } else if (!NOTES.has(kind)) {
      this.news.tell("account", kind, false, error);
    }
  };

  #facts = () => ({
    entitlements: JSON.stringify(this.entitlements),
    journey: JSON.stringify(this.shelf.read().journey),
  });

  /** Tells what differs from what was told last, and looks again when the next entitlement ends. */
  #announce = () => {
    const facts = this.#facts();
    const before = this.#told;
    this.#told = facts;
    if (facts.entitlements !== before.entitlements) this.news.tell("entitlements", this.entitlements);
    this.wishes.tend();
    if (facts.journey !== before.journey) this.news.tell("journey", this.shelf.read().journey);
    clearTimeout(this.#timer);
    const ends = this.entitlements.map((it) => Date.parse(it.expires ?? "") - this.now()).filter((it) => it >= 0);
    if (ends.length) this.#timer = setTimeout(() => this.#announce(), Math.min(...ends, LONGEST_TIMER) + 1);
    this.#timer?.unref?.();
  };

  /**
   * Follows the world around the customer.
   * @param {NonNullable<CustomersOptions["page"]>} page
   */
  watch(page) {
    const refresh = () => void this.refresh().catch(() => {});
    this.#stop = watch(page, {
      back: () => this.now() - this.#asked >= PAUSE && refresh(),
      online: refresh,
      shown: (isShown) => this.wishes.tend(isShown),
      stored: (event) => this.shelf.heard(event) && this.#announce(),
    });
    this.#announce();
  }
}
