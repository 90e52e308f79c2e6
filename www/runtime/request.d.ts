/** Requests: what an app asks for. `index.d.ts` exports all of it. */

/**
 * The kind of device that a paywall is for.
 *
 * @example
 * const formFactor: FormFactor = "television";
 */
export type FormFactor = "phone" | "tablet" | "desktop" | "television";

/**
 * The campaign that is asked for: by label, by URL, or by neither (the default campaign).
 *
 * @example
 * const launch: Launch = { label: "settings", context: { customAttributes: { source: "menu" } } };
 */
export interface Launch {
  label?: string;
  url?: string;
  context?: {
    productGroups?: string[];
    currentGroup?: string;
    customAttributes?: Record<string, unknown>;
    customObject?: Record<string, unknown>;
  };
}

/**
 * The state of the customer's subscription.
 *
 * @example
 * const journeyState: JourneyState = { formerSubscriber: true };
 */
export interface JourneyState {
  formerSubscriber?: boolean;
  inGracePeriod?: boolean;
  inTrialPeriod?: boolean;
  inIntroOfferPeriod?: boolean;
  isCancelled?: boolean;
  inPause?: boolean;
  inAccountHold?: boolean;
}

/**
 * The one who is asking, as conditions and texts know them.
 *
 * @example
 * const customer: Customer = { id: userId, loggedIn: true, entitlements: ["premium"] };
 */
export interface Customer {
  /** UUID of the user; decides the split position. Without it, `deviceId` does. */
  id?: string;
  deviceId?: string;
  loggedIn?: boolean;
  journeyState?: JourneyState;
  entitlements?: string[];
  /** False until `entitlements` are known: conditions on them wait. Default: true. */
  entitlementsLoaded?: boolean;
  /** The end of entitlements, past or to come, by reference id: RFC 3339 or epoch milliseconds. */
  entitlementExpiry?: Record<string, string | number>;
  /** Values for `${customer.…}`. */
  attributes?: Record<string, unknown>;
}

/**
 * An app's counts of one event; times are epoch milliseconds.
 *
 * @example
 * const events: Record<string, EventCounts> = { article_read: { count: 12, last: Date.now() } };
 */
export interface EventCounts {
  count?: number;
  first?: number;
  last?: number;
  count_1h?: number;
  count_1d?: number;
  count_7d?: number;
  count_30d?: number;
}

/**
 * The caller's memory of earlier answers; `docs/campaigns.md` describes it.
 *
 * @example
 * const memory: Memory = { history: { winback: [Date.now()] } };
 */
export interface Memory {
  /** The times, in epoch milliseconds, that rules were shown, by rule. */
  history?: Record<string, number[]>;
  /** The segment, by id, then by experiment and version. */
  assignments?: Record<string, Record<string, string>>;
  /** Epoch milliseconds. */
  sessionStart?: number;
}

/**
 * A time of one unit.
 *
 * @example
 * const period: Period = { type: "month", count: 3 };
 */
export interface Period {
  type: "day" | "week" | "month" | "year";
  count: number;
}

/**
 * Product details as the store gives them; `product_ref_id` is the document's `sku_ref_id`.
 *
 * @example
 * const product: ProductDetails = {
 *   product_ref_id: "com.example.monthly",
 *   product_type: "subscription",
 *   subscription_period: { type: "month", count: 1 },
 *   offers: [{ offer_type: "default", price: 9.99, currency: "USD" }],
 * };
 */
export interface ProductDetails {
  product_ref_id: string;
  product_type: string;
  name?: string;
  description?: string;
  subscription_period?: Period;
  offers: {
    offer_type: "default" | "promo" | "intro" | (string & {});
    price: number;
    currency: string;
    offer_ref_id?: string;
    promo_price?: { price: number; currency: string };
    promo_period?: Period;
  }[];
}

/**
 * A tap on the element with this `data-tap` value, by `click` or `key`; or, where `tap` is empty, one of the other
 * things that `docs/events.md` and, for flows, `docs/flows.md` list. `value` goes with it.
 *
 * @example
 * const act: Act = { tap: "", by: "purchaseFailed", value: { error: "declined" } };
 */
export interface Act {
  tap: string;
  by?: string;
  value?: unknown;
}

/**
 * A call's wishes, and the customer they are for. Every field is optional.
 *
 * @example
 * const request: Request = { launch: { label: "settings" }, device: { formFactor: "phone" }, products };
 */
export interface Request {
  launch?: Launch;
  /** Render this paywall (id), whatever the campaigns say. */
  paywall?: string;
  customer?: Customer;
  /** Sizes in CSS pixels. */
  device?: {
    formFactor?: FormFactor;
    width?: number;
    height?: number;
    osName?: string;
    osVersion?: string;
    appVersion?: string;
    sdkVersion?: string;
    deviceModel?: string;
    /** The IANA name of the zone; default in a page: the page's. The customer's clock follows it. */
    timezone?: string;
    language?: string;
    country?: string;
    storeCountry?: string;
    tvResolution?: string;
    screenSize?: string;
  };
  /** BCP 47. */
  locale?: string;
  /** Epoch milliseconds. */
  now?: number;
  /** Minutes that the customer's clock is ahead of UTC, now. Default in a page: by `device.timezone`, with changes. */
  utcOffset?: number;
  /**
   * The changes of that, sorted by time: an instant in epoch milliseconds, and the minutes from then on.
   * `utcOffset` holds before the first.
   */
  offsetChanges?: [number, number][] | null;
  /** The counts by event. */
  events?: Record<string, EventCounts>;
  memory?: Memory;
  /** Forces the choice, for tests and previews: segments by experiment; the split position, 0 to 100. */
  qa?: { forced?: Record<string, string>; onlyForced?: boolean; splitPosition?: number };
  /** Asks for an explanation of the decision. */
  trace?: boolean;
  /** The identifiers whose values a trace must not hold. */
  redact?: string[];
  products?: ProductDetails[];
  urlParams?: Record<string, string>;
  /** The `state` of an earlier answer. */
  state?: Record<string, unknown> | null;
  act?: Act;
  page?: { nonce?: string; title?: string; template?: string | null };
}
