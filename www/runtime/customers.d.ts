/** The customer manager: who is asking, kept across visits. Import it from "paywall-runtime/customers". */

import type { Customer, Decision, JourneyState } from "./index.js";

/**
 * The host, and what this device tells it.
 *
 * @example
 * const options: CustomersOptions = { host: "https://host.example", platform: PLATFORM_ID, storage: null };
 */
export interface CustomersOptions {
  /** The origin of the host, such as `https://host.example`. */
  host: string;
  /** The app platform's id. */
  platform: string;
  /**
   * Facts about the device for the host: `os_name`, `os_version`, `form_factor`, `language`, …
   * Unless it is among them, `timezone` is the page's.
   */
  device?: Record<string, string | null>;
  /** The storage it is kept in; default `localStorage`. Null keeps it as long as the page lives. */
  storage?: Pick<Storage, "getItem" | "setItem"> | null;
  fetch?: typeof fetch;
  /** The time in epoch milliseconds. */
  now?: () => number;
  /** The longest time of a call, in milliseconds; default 20 s. */
  timeout?: number;
  /** The source of news about the foreground, the network and other tabs; default the page. */
  page?: EventTarget & { document?: EventTarget & { visibilityState?: string } };
}

/**
 * An entitlement that the customer has now.
 *
 * @example
 * const ends = customers.entitlements.map(({ id, expires }) => `${id} until ${expires ?? "ever"}`);
 */
export interface ActiveEntitlement {
  id: string;
  /** RFC 3339; null without end. */
  expires: string | null;
  /** Granted here for a purchase that the host has not confirmed yet. */
  provisional: boolean;
}

/**
 * The change of an account that was asked for.
 *
 * @example
 * customers.onAccount((action: AccountAction, success) => console.log(action, success));
 */
export type AccountAction = "login" | "logout" | "anonymous_mode_on" | "anonymous_mode_off";

/**
 * The state of a purchase.
 *
 * @example
 * customers.onPurchases(({ state, sku }) => analytics.track(state, { sku }));
 */
export interface PurchaseNews {
  state: "started" | "completed" | "failed" | "cancelled" | "refused";
  sku?: string;
  /** The account at this moment; null when nobody is logged in. */
  externalId: string | null;
  /** The account when the purchase began. */
  externalIdAtStart?: string | null;
  startedAt?: number;
  transactionId?: string | null;
  error?: unknown;
}

/**
 * The proof of a purchase, and what it gives until the host has confirmed it.
 *
 * @example
 * await purchase.complete({ payload: receipt, transaction_id: "t-1", entitlements: ["premium"] });
 */
export interface PurchaseDetails {
  /** Entitlements that count until the host has confirmed the purchase, for a day at most. */
  entitlements?: string[];
  /** The proof of the purchase: see docs/customers.md. */
  payload?: string | Record<string, unknown>;
  transaction_id?: string;
  /** The impression of the paywall that sold it. */
  impression?: string;
  session?: string;
  amount?: number;
  currency?: string;
}

/**
 * A purchase that has begun.
 *
 * @example
 * const purchase = customers.beginPurchase(sku.skuId);
 * await purchase.complete({ payload: receipt });
 */
export interface PurchaseUnderWay {
  /** The customer has bought: the host is told, and the entitlements count until it has confirmed the purchase. */
  complete(details?: PurchaseDetails): Promise<{ delivered: boolean }>;
  /** The purchase failed. */
  fail(error: unknown): void;
  /** The customer thought better of it. */
  cancel(): void;
}

/**
 * An error of a call about a customer.
 * `code`: `no_platform`, `not_an_external_id`, `anonymous_mode`, `anonymous_mode_on`, `anonymous_mode_off`, `unavailable`,
 * `not_registered`, or the host's.
 *
 * @example
 * try {
 *   await customers.login(userId);
 * } catch (error) {
 *   if (error.code !== "not_an_external_id") throw error;
 * }
 */
export class CustomerError extends Error {
  constructor(code: string, message: string, status?: number | null);
  readonly code: string;
  readonly status: number | null;
}

/**
 * The customer of this device: who it is, what they may use, what they buy.
 *
 * @example
 * const customers = Customers.open({ host: "https://host.example", platform: PLATFORM_ID });
 * const paywall = runtime.launch("settings", { customer: customers.customer });
 */
export class Customers {
  /**
   * Opens what was kept and asks the host what is new, without waiting for it.
   *
   * @example
   * const customers = Customers.open({ host: "https://host.example", platform: PLATFORM_ID });
   */
  static open(options: CustomersOptions): Customers;
  /** Settled once the first answer of the host is in, or there was none. */
  readonly ready: Promise<void>;

  /** The `customer` of `runtime.launch` and `paywall.update`. */
  readonly customer: Customer;
  /** The UUID of this installation. */
  readonly deviceId: string;
  /** The account; null when nobody is logged in. */
  readonly externalId: string | null;
  /** True while somebody is logged in. */
  readonly loggedIn: boolean;
  /** True in anonymous mode. */
  readonly anonymous: boolean;
  /** The state of the customer's subscription, by the host's latest answer. */
  readonly journeyState: JourneyState;
  /** All that the customer may use now. */
  readonly entitlements: ActiveEntitlement[];
  /**
   * Answers whether the customer has an entitlement now.
   *
   * @example
   * if (customers.mayUse("premium")) unlock();
   */
  mayUse(entitlement: string): boolean;
  /** The number of calls that wait for the network. */
  readonly waiting: number;

  /**
   * Logs the customer in, here and with the host.
   *
   * @example
   * const { delivered } = await customers.login(userId, { identityToken });
   * @param externalId a UUID, a SHA-256 in hexadecimal, or a number.
   * @param proof `identityToken`: the token of your server for this id, where the host wants one (docs/identity.md).
   * @returns whether the host has it; else it waits for the network, also across reloads.
   * @throws {CustomerError} when it is refused, here or by the host.
   */
  login(externalId: string | number, proof?: { identityToken?: string }): Promise<{ delivered: boolean }>;
  /**
   * Logs the customer out, here and with the host.
   *
   * @example
   * await customers.logout();
   */
  logout(): Promise<{ delivered: boolean }>;
  /**
   * In anonymous mode no device and no user is told to the host.
   *
   * @example
   * await customers.setAnonymousMode(true);
   */
  setAnonymousMode(on: boolean): Promise<void>;

  /**
   * Answers an attribute of the customer, as the text that it is kept as.
   *
   * @example
   * const name = customers.attribute("firstName");
   */
  attribute(name: string): string | undefined;
  /**
   * Sets an attribute, for `${customer.…}` and for conditions. It stays on the device.
   *
   * @example
   * customers.setAttribute("firstName", "Ada");
   */
  setAttribute(name: string, value: string | number | boolean | Date): void;
  /**
   * Forgets an attribute.
   *
   * @example
   * customers.clearAttribute("firstName");
   */
  clearAttribute(name: string): void;
  /**
   * Forgets all attributes.
   *
   * @example
   * customers.clearAttributes();
   */
  clearAttributes(): void;

  /**
   * Begins a purchase, and remembers whose it is.
   *
   * @example
   * const purchase = customers.beginPurchase(sku.skuId);
   * await purchase.complete({ payload: proof, entitlements: ["premium"] });
   */
  beginPurchase(sku: string): PurchaseUnderWay;
  /**
   * Tells the host that a paywall was shown, or that the customer was held out at this launch (`heldOut`): without it,
   * an experiment has no results. In anonymous mode nothing is told.
   *
   * @example
   * const paywall = runtime.launch("settings", { customer: customers.customer });
   * customers.shown(paywall.decision);
   * @returns whether the host has it; else it waits for the network.
   */
  shown(decision: Pick<Decision, "rule" | "segment" | "paywall"> & Partial<Decision>): Promise<{ delivered: boolean }>;
  /**
   * Sends what waits, and asks the host what is new.
   *
   * @example
   * window.addEventListener("focus", () => customers.refresh());
   */
  refresh(): Promise<void>;

  /**
   * Has the host say at once when something changes about the customer, on whichever device: a television that shows a
   * code is unlocked when the phone has bought. The four listeners below hear of it. It costs a connection while the
   * page is in the foreground, so ask for it only where somebody waits; the answer ends it.
   *
   * @example
   * const stop = customers.watch();
   * customers.onEntitlements(() => customers.mayUse("premium") && (stop(), unlock()));
   */
  watch(): () => void;

  /**
   * Hears of logins and logouts, also in other tabs. The answer of each of these four ends the listening.
   *
   * @example
   * const stop = customers.onAccount((action, success) => success && console.log(action));
   */
  onAccount(listener: (action: AccountAction, success: boolean, error: CustomerError | null) => void): () => void;
  /**
   * Hears what the customer may use, whenever that becomes another.
   *
   * @example
   * const stop = customers.onEntitlements(() => paywall.update({ customer: customers.customer }));
   */
  onEntitlements(listener: (entitlements: ActiveEntitlement[]) => void): () => void;
  /**
   * Hears of the state of the customer's subscription.
   *
   * @example
   * customers.onJourneyState(({ inGracePeriod }) => inGracePeriod && askToPay());
   */
  onJourneyState(listener: (state: JourneyState) => void): () => void;
  /**
   * Hears how purchases go.
   *
   * @example
   * customers.onPurchases(({ state, error }) => state === "refused" && report(error));
   */
  onPurchases(listener: (news: PurchaseNews) => void): () => void;
  /**
   * Stops asking and listening.
   *
   * @example
   * customers.close();
   */
  close(): void;
}
