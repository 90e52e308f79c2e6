// The customer manager: `customers.d.ts` describes it.
import { CustomerError } from "./error.js";
import { newSecret, uuid } from "./host.js";
import { nobody } from "./shelf.js";
import { Sync } from "./sync.js";

/** @import { CustomersOptions, PurchaseDetails, PurchaseNews } from "../customers.js" */
/** @import { Decision } from "../index.js" */
/** @import { Listener } from "./news.js" */
/** @typedef {(state: PurchaseNews["state"], more?: Partial<PurchaseNews>) => void} End */

const EXTERNAL_ID = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}|\d{1,32})$/i;
/** Milliseconds that a purchase counts before the host has confirmed it. */
const PROVISIONAL = 86_400_000;
export class Customers {
  #sync;
  #shelf;
  #news;
  /** @type {Promise<void>} */
  ready = Promise.resolve();

  /** @param {CustomersOptions} options */
  static open(options) {
    const customers = new Customers(options);
    customers.#sync.watch(options.page ?? globalThis);
    customers.ready = customers.refresh().catch(() => {});
    return customers;
  }

  /** @param {CustomersOptions} options */
  constructor(options) {
    this.#sync = new Sync(options);
    this.#shelf = this.#sync.shelf;
    this.#news = this.#sync.news;
  }

  get customer() {
    const { user, account, journey, entitlements, attributes } = this.#shelf.read();
    const ends = (entitlements ?? []).flatMap(({ id, expires }) => (expires ? [[id, expires]] : []));
    return {
      ...(user && { id: user }),
      deviceId: this.deviceId,
      loggedIn: account != null,
      journeyState: journey,
      entitlements: this.entitlements.map((it) => it.id),
      entitlementsLoaded: entitlements !== null,
      entitlementExpiry: Object.fromEntries(ends),
      attributes,
    };
  }

  get deviceId() {
    return this.#sync.deviceId;
  }

  /** The account's external identifier, once the host knows of it. */
  get externalId() {
    return this.#shelf.read().account;
  }

  get loggedIn() {
    return this.externalId != null;
  }

  get anonymous() {
    return this.#sync.isAnonymous;
  }

  get journeyState() {
    return this.#shelf.read().journey;
  }

  get entitlements() {
    return this.#sync.entitlements;
  }

  /** @param {string} entitlement */
  mayUse(entitlement) {
    return this.entitlements.some((it) => it.id === entitlement);
  }

  get waiting() {
    return this.#sync.waiting;
  }

  /**
   * @param {string | number} externalId
   * @param {{ identityToken?: string }} [proof]
   */
  async login(externalId, { identityToken } = {}) {
    const id = String(externalId);
    if (!EXTERNAL_ID.test(id)) {
      const message = "an external identifier is a UUID, a SHA-256 in hexadecimal, or a number";
      throw new CustomerError("not_an_external_id", message);
    }
    if (this.anonymous) throw new CustomerError("anonymous_mode", "there is no login in anonymous mode");
    return this.#sync.queue("login", "PUT", "login/", {
      external_id: id,
      ...(identityToken && { identity_token: identityToken }),
    });
  }

  async logout() {
    if (this.anonymous) throw new CustomerError("anonymous_mode", "there is no logout in anonymous mode");
    return this.#sync.queue("logout", "PUT", "logout/", {});
  }

  /**
   * Switches anonymous mode, in which nothing is sent that names a device or a user. What waits to be sent waits on.
   * Afterwards the device goes on under the anonymous id.
   * @param {boolean} on
   */
  async setAnonymousMode(on) {
    const mode = on ? "on" : "off";
    if (on === this.anonymous) {
      throw new CustomerError(`anonymous_mode_${mode}`, `anonymous mode is already ${mode}`);
    }
    this.#sync.become((state) => {
      if (on)
        Object.assign(state, nobody(), { anonymous: uuid(), device: null, secret: null, version: null, proofs: [] });
      else Object.assign(state, { device: state.anonymous, secret: newSecret(), anonymous: null });
      state.registered = null;
    });
    this.#news.tell("account", `anonymous_mode_${mode}`, true, null);
    if (!on) await this.refresh().catch(() => {});
  }

  /** @param {string} name */
  attribute(name) {
    return this.#shelf.read().attributes[name];
  }

  /**
   * @param {string} name
   * @param {string | number | boolean | Date} value
   */
  setAttribute(name, value) {
    // A date as JSON writes it: its own text names the day in English, and the zone by a name.
    const text = String(/** @type {Date} */ (value)?.toJSON?.() ?? value);
    this.#sync.change((state) => (state.attributes[name] = text));
  }

  /** @param {string} name */
  clearAttribute(name) {
    this.#sync.change((state) => delete state.attributes[name]);
  }

  clearAttributes() {
    this.#sync.change((state) => (state.attributes = {}));
  }

  /**
   * Begins a purchase. The answer is to be told how it ends.
   * The account at its begin is kept: a login in between does not blur whose purchase it was.
   * @param {string} sku
   */
  beginPurchase(sku) {
    const started = { sku, externalId: this.externalId, startedAt: this.#sync.now() };
    this.#news.tell("purchases", { state: "started", ...started });
    /** @type {End} */
    const end = (state, more) => {
      const accounts = { externalIdAtStart: started.externalId, externalId: this.externalId };
      this.#news.tell("purchases", { state, ...started, ...accounts, ...more });
    };
    return {
      complete: (/** @type {PurchaseDetails} */ details = {}) => this.#complete(sku, details, end),
      fail: (/** @type {unknown} */ error) => end("failed", { error }),
      cancel: () => end("cancelled"),
    };
  }

  /**
   * @param {string} sku
   * @param {PurchaseDetails} details
   * @param {End} end
   */
  #complete = async (sku, { entitlements = [], payload = "", ...transaction }, end) => {
    const request = uuid();
    const until = this.#sync.now() + PROVISIONAL;
    this.#sync.change((state) => state.provisional.push(...entitlements.map((id) => ({ id, until, request }))));
    end("completed", { transactionId: transaction.transaction_id ?? null });
    const body = { app_env: "production", purchase_env: "production", sku };
    const proof = typeof payload === "string" ? payload : JSON.stringify(payload);
    if (transaction.impression) {
      this.#sync.keep("transaction", "POST", "transaction/", { ...body, ...transaction }, uuid());
    }
    return this.#sync.queue("purchase", "PUT", "purchase_event/", { ...body, payload: proof }, request);
  };

  /**
   * Tells the host what a decision came to: a paywall was shown, or the customer was held out of an experiment.
   * @param {Pick<Decision, "rule" | "segment" | "paywall"> & Partial<Decision>} decision
   */
  async shown({ experiment, rule, segment, paywall, heldOut, forced }) {
    if (this.anonymous) return { delivered: false };
    const arm = heldOut ? { holdout: heldOut } : { variant: segment, paywall };
    return this.#sync.queue("impression", "POST", "impression/", {
      app_env: "production",
      ...(!heldOut && { segment }),
      ...(experiment && !forced && { exposure: { experiment, rule, ...arm } }),
    });
  }

  refresh() {
    return this.#sync.refresh();
  }

  watch() {
    return this.#sync.wishes.add();
  }

  /** @param {Listener} listener */
  onAccount(listener) {
    return this.#news.listen("account", listener);
  }

  /** @param {Listener} listener */
  onEntitlements(listener) {
    return this.#news.listen("entitlements", listener);
  }

  /** @param {Listener} listener */
  onJourneyState(listener) {
    return this.#news.listen("journey", listener);
  }

  /** @param {Listener} listener */
  onPurchases(listener) {
    return this.#news.listen("purchases", listener);
  }

  /** Hears and asks nothing more. */
  close() {
    this.#sync.close();
  }
}
