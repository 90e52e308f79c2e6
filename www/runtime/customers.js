// Who is asking, kept across visits: the device, the account, what the customer may use, and what could not be sent
// yet. It speaks the platform's SDK protocol with a host. Apps that do not import it do not pay for it.

import { Outbox } from "./customers-outbox.js";
import { Shelf } from "./customers-shelf.js";

const EXTERNAL_ID = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}|\d{1,32})$/i;
/** How long a purchase counts before the host has confirmed it. */
const PROVISIONAL = 86_400_000;
/** Returning to the page twice within this time asks the host once. */
const PAUSE = 5_000;
const LONGEST_TIMER = 2 ** 31 - 1;

/** What fails throws this; `code` is stable. */
export class CustomerError extends Error {
  constructor(code, message, status = null) {
    super(message);
    this.name = "CustomerError";
    this.code = code;
    this.status = status;
  }
}

export class Customers {
  #shelf;
  #outbox;
  #base;
  #request;
  #now;
  #profile;
  #listeners = { account: new Set(), entitlements: new Set(), journey: new Set(), purchases: new Set() };
  #told = {};
  #asked = -Infinity;
  #generation = 0;
  #timer;
  #stop = [];

  /** Opens what was kept, and asks the host what is new, without waiting for it. */
  static open(options) {
    const customers = new Customers(options);
    customers.#watch(options.page ?? globalThis);
    customers.ready = customers.refresh().catch(() => {});
    return customers;
  }

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
    this.#base = `${String(host).replace(/\/$/, "")}/sdk/v3/platform/${encodeURIComponent(platform)}/`;
    this.#now = now;
    this.#profile = device;
    this.#shelf = new Shelf(`paywall.customers.${platform}`, storage);
    this.#request = (method, path, body, keepalive) => ask(fetch, this.#base + path, method, body, keepalive, timeout);
    this.#outbox = new Outbox(this.#shelf, {
      send: (entry) => this.#deliver(entry),
      done: (entry, answer) => this.#accept(entry, answer),
      refused: (entry, error) => this.#refused(entry, error),
      // The host lost the device: told anew, it knows it again.
      lost: () => this.#change((state) => (state.registered = null)),
    });
    this.#told = this.#facts();
  }

  /** What `runtime.launch` and `paywall.update` take as `customer`. */
  get customer() {
    const { user, account, journey, entitlements, attributes } = this.#shelf.read();
    return {
      ...(user && { id: user }),
      deviceId: this.deviceId,
      loggedIn: account != null,
      journeyState: journey,
      entitlements: this.entitlements.map((it) => it.id),
      entitlementsLoaded: entitlements !== null,
      entitlementExpiry: Object.fromEntries(
        (entitlements ?? []).filter((it) => it.expires).map((it) => [it.id, it.expires]),
      ),
      attributes,
    };
  }

  /** The id of this installation; in anonymous mode one that no host knows. */
  get deviceId() {
    const { device, anonymous } = this.#shelf.read();
    if (anonymous ?? device) return anonymous ?? device;
    return this.#shelf.change((state) => (state.device ??= uuid())).device;
  }

  /** The account's external identifier, once the host knows of it. */
  get externalId() {
    return this.#shelf.read().account;
  }

  get loggedIn() {
    return this.externalId != null;
  }

  get anonymous() {
    return this.#shelf.read().anonymous != null;
  }

  get journeyState() {
    return this.#shelf.read().journey;
  }

  /** What the customer may use now: `{id, expires, provisional}`. */
  get entitlements() {
    const { entitlements, provisional } = this.#shelf.read();
    const active = (entitlements ?? []).filter((it) => !(Date.parse(it.expires) <= this.#now()));
    const known = new Set(active.map((it) => it.id));
    const extra = provisional.filter((it) => it.until > this.#now() && !known.has(it.id) && known.add(it.id));
    return [
      ...active.map(({ id, expires }) => ({ id, expires, provisional: false })),
      ...extra.map((it) => ({ id: it.id, expires: new Date(it.until).toISOString(), provisional: true })),
    ];
  }

  mayUse(entitlement) {
    return this.entitlements.some((it) => it.id === entitlement);
  }

  /** Calls whose delivery waits for the network. */
  get waiting() {
    return this.#outbox.size;
  }

  async login(externalId) {
    const id = String(externalId);
    if (!EXTERNAL_ID.test(id))
      throw new CustomerError(
        "not_an_external_id",
        "an external identifier is a UUID, a SHA-256 in hexadecimal, or a number",
      );
    if (this.anonymous) throw new CustomerError("anonymous_mode", "there is no login in anonymous mode");
    return this.#queue("login", "PUT", "login/", { external_id: id });
  }

  async logout() {
    if (this.anonymous) throw new CustomerError("anonymous_mode", "there is no logout in anonymous mode");
    return this.#queue("logout", "PUT", "logout/", {});
  }

  /**
   * In anonymous mode nothing is sent that names a device or a user. What waits to be sent waits on.
   * Afterwards the device goes on under the anonymous id.
   */
  async setAnonymousMode(on) {
    if (on === this.anonymous)
      throw new CustomerError(
        on ? "anonymous_mode_on" : "anonymous_mode_off",
        `anonymous mode is already ${on ? "on" : "off"}`,
      );
    this.#generation += 1;
    this.#change((state) => {
      if (on) Object.assign(state, nobody(), { anonymous: uuid(), device: null });
      else Object.assign(state, { device: state.anonymous, anonymous: null });
      state.registered = null;
    });
    this.#tell("account", on ? "anonymous_mode_on" : "anonymous_mode_off", true, null);
    if (!on) await this.refresh().catch(() => {});
  }

  attribute(name) {
    return this.#shelf.read().attributes[name];
  }

  setAttribute(name, value) {
    this.#change((state) => (state.attributes[name] = String(value)));
  }

  clearAttribute(name) {
    this.#change((state) => delete state.attributes[name]);
  }

  clearAttributes() {
    this.#change((state) => (state.attributes = {}));
  }

  /**
   * A purchase that begins. The result is to be told how it ends: `complete(details)`, `fail(error)`, `cancel()`.
   * Who was logged in when it began is kept: a login in between does not blur whose purchase it was.
   */
  beginPurchase(sku) {
    const started = { sku, externalId: this.externalId, startedAt: this.#now() };
    this.#tell("purchases", { state: "started", ...started });
    const end = (state, more) =>
      this.#tell("purchases", {
        state,
        ...started,
        externalIdAtStart: started.externalId,
        externalId: this.externalId,
        ...more,
      });
    return {
      complete: (details = {}) => this.#complete(sku, details, end),
      fail: (error) => end("failed", { error }),
      cancel: () => end("cancelled"),
    };
  }

  async #complete(sku, { entitlements = [], payload = "", ...transaction }, end) {
    const request = uuid();
    const until = this.#now() + PROVISIONAL;
    this.#change((state) => state.provisional.push(...entitlements.map((id) => ({ id, until, request }))));
    end("completed", { transactionId: transaction.transaction_id ?? null });
    const body = { app_env: "production", purchase_env: "production", sku };
    const proof = typeof payload === "string" ? payload : JSON.stringify(payload);
    if (transaction.impression)
      this.#outbox.add(this.#entry("transaction", "POST", "transaction/", { ...body, ...transaction }));
    return this.#queue("purchase", "PUT", "purchase_event/", { ...body, payload: proof }, request);
  }

  /** Asks the host what is new; first sends what waits. */
  async refresh() {
    if (this.anonymous) return;
    this.#asked = this.#now();
    if (!(await this.#outbox.flush())) throw new CustomerError("unavailable", "the host cannot be reached");
    await this.#register();
    const generation = this.#generation;
    const sent = this.#shelf.read().provisional.map((it) => it.request);
    const device = `device/${this.deviceId}/`;
    const [profile, active] = await Promise.all([
      this.#request("GET", `${device}profile/`),
      this.#request("GET", `${device}active_entitlements/`),
    ]);
    // What was asked before a login says nothing about after it.
    if (generation !== this.#generation) return;
    this.#change((state) => {
      state.journey = camel(profile.customer_journey_state ?? {});
      state.user = profile.user_id ?? state.user;
      state.entitlements = (active.results ?? []).map((it) => ({
        id: it.entitlement_ref_id,
        expires: it.expires ?? null,
      }));
      const known = state.entitlements.map((it) => it.id);
      const waits = (it) => this.#outbox.has(it.request) || !sent.includes(it.request) || !known.includes(it.id);
      state.provisional = state.provisional.filter((it) => it.until > this.#now() && waits(it));
    });
  }

  onAccount(listener) {
    return this.#listen("account", listener);
  }

  onEntitlements(listener) {
    return this.#listen("entitlements", listener);
  }

  onJourneyState(listener) {
    return this.#listen("journey", listener);
  }

  onPurchases(listener) {
    return this.#listen("purchases", listener);
  }

  /** Hears and asks nothing more. */
  close() {
    clearTimeout(this.#timer);
    this.#outbox.close();
    this.#stop.forEach((stop) => stop());
    Object.values(this.#listeners).forEach((set) => set.clear());
  }

  #entry(kind, method, path, body, id = uuid()) {
    return { id, kind, method, path, body: { ...body, request_id: id }, at: this.#now() };
  }

  /** `{delivered}`: false when it waits for the network. */
  async #queue(kind, method, path, body, id) {
    const entry = this.#entry(kind, method, path, body, id);
    const outcome = this.#outbox.add(entry);
    this.#outbox.flush();
    const delivered = await outcome;
    if (delivered && kind !== "transaction") await this.refresh().catch(() => {});
    return { delivered };
  }

  async #deliver(entry) {
    if (this.anonymous) throw new CustomerError("anonymous_mode", "nothing is sent in anonymous mode");
    await this.#register();
    return this.#request(entry.method, `device/${this.deviceId}/${entry.path}`, entry.body, true);
  }

  /** Makes the device known to the host, or tells what changed about it. */
  async #register() {
    const id = this.deviceId;
    const told = JSON.stringify(this.#profile);
    const { registered } = this.#shelf.read();
    if (registered?.id === id && registered.told === told) return;
    try {
      if (registered?.id === id) await this.#request("PUT", `device/${id}/`, this.#profile);
      else await this.#request("POST", "device/", { id, ...this.#profile });
    } catch (error) {
      if (error.status !== 404 || registered === null) throw new CustomerError("not_registered", error.message);
      this.#change((state) => (state.registered = null));
      return this.#register();
    }
    this.#change((state) => (state.registered = { id, told }));
  }

  #accept({ kind, body }, answer) {
    if (kind === "login") {
      this.#generation += 1;
      this.#change((state) =>
        Object.assign(state, { account: answer?.external_id ?? body.external_id, user: answer?.user_id ?? null }),
      );
      this.#tell("account", "login", true, null);
    } else if (kind === "logout") {
      this.#generation += 1;
      this.#change((state) => Object.assign(state, nobody(), { provisional: [] }));
      this.#tell("account", "logout", true, null);
    }
  }

  #refused({ id, kind }, error) {
    if (kind === "purchase") {
      this.#change((state) => (state.provisional = state.provisional.filter((it) => it.request !== id)));
      this.#tell("purchases", { state: "refused", error, externalId: this.externalId });
    } else if (kind !== "transaction") {
      this.#tell("account", kind, false, error);
    }
  }

  #change(work) {
    this.#shelf.change(work);
    this.#announce();
  }

  #facts() {
    return { entitlements: JSON.stringify(this.entitlements), journey: JSON.stringify(this.journeyState) };
  }

  /** Tells what differs from what was told last, and looks again when the next entitlement ends. */
  #announce() {
    const facts = this.#facts();
    const before = this.#told;
    this.#told = facts;
    if (facts.entitlements !== before.entitlements) this.#tell("entitlements", this.entitlements);
    if (facts.journey !== before.journey) this.#tell("journey", this.journeyState);
    clearTimeout(this.#timer);
    const ends = this.entitlements.map((it) => Date.parse(it.expires) - this.#now()).filter((it) => it >= 0);
    if (ends.length) this.#timer = setTimeout(() => this.#announce(), Math.min(...ends, LONGEST_TIMER) + 1);
    this.#timer?.unref?.();
  }

  #listen(name, listener) {
    this.#listeners[name].add(listener);
    return () => this.#listeners[name].delete(listener);
  }

  /** One listener's mistake must not keep news from the others. */
  #tell(name, ...news) {
    for (const listener of [...this.#listeners[name]]) {
      try {
        listener(...news);
      } catch (error) {
        (globalThis.reportError ?? console.error)(error);
      }
    }
  }

  /** The page comes back to the foreground, the network comes back, another tab changed something. */
  #watch(page) {
    const on = (target, name, work) => {
      target?.addEventListener?.(name, work);
      this.#stop.push(() => target?.removeEventListener?.(name, work));
    };
    const back = () =>
      page.document?.visibilityState !== "hidden" &&
      this.#now() - this.#asked >= PAUSE &&
      this.refresh().catch(() => {});
    on(page.document, "visibilitychange", back);
    on(page, "pageshow", back);
    on(page, "online", () => this.refresh().catch(() => {}));
    on(page, "storage", (event) => this.#shelf.heard(event) && this.#announce());
    this.#announce();
  }
}

/** What is known of a customer whom no host has named yet. */
function nobody() {
  return { account: null, user: null, entitlements: null, journey: {} };
}

/** `in_grace_period` → `inGracePeriod` */
function camel(flags) {
  const name = (key) => key.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(flags).map(([key, value]) => [name(key), value === true]));
}

/** A UUID of version 4, also on pages that are no secure context (televisions'), where `randomUUID` is missing. */
function uuid() {
  const digit = (letter) =>
    (letter ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (letter / 4)))).toString(16);
  return crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, digit);
}

async function ask(fetch, url, method, body, keepalive, timeout) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeout);
  let response;
  try {
    const content = body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    response = await fetch(url, { method, ...content, keepalive: keepalive === true, signal: stop.signal });
  } catch (cause) {
    throw new CustomerError("unavailable", `the host cannot be reached: ${cause.message}`);
  } finally {
    clearTimeout(timer);
  }
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer ?? {};
  throw new CustomerError(
    answer?.error?.code ?? "refused",
    answer?.error?.message ?? `the host answered ${response.status}`,
    response.status,
  );
}
