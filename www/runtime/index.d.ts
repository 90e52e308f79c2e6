/** Decides which cloud-defined paywall to show, and shows it. */

export type FormFactor = "phone" | "tablet" | "desktop" | "television";

/** Which campaign: by label, by URL, or by neither (the default campaign). */
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

export interface JourneyState {
  formerSubscriber?: boolean;
  inGracePeriod?: boolean;
  inTrialPeriod?: boolean;
  inIntroOfferPeriod?: boolean;
  isCancelled?: boolean;
  inPause?: boolean;
  inAccountHold?: boolean;
}

export interface Customer {
  /** UUID of the user; decides the split position. Without it, `deviceId` does. */
  id?: string;
  deviceId?: string;
  loggedIn?: boolean;
  journeyState?: JourneyState;
  entitlements?: string[];
  /** Whether `entitlements` are known (true unless given); until then conditions on them wait. */
  entitlementsLoaded?: boolean;
  /** When entitlements end or ended, by reference id: RFC 3339 or epoch milliseconds. */
  entitlementExpiry?: Record<string, string | number>;
  /** Values for `${customer.…}`. */
  attributes?: Record<string, unknown>;
}

/** What an app counts of one event; times are epoch milliseconds. */
export interface EventCounts {
  count?: number;
  first?: number;
  last?: number;
  count_1h?: number;
  count_1d?: number;
  count_7d?: number;
  count_30d?: number;
}

/** What the caller remembers of earlier answers; `docs/campaigns.md` describes it. */
export interface Memory {
  /** The times, in epoch milliseconds, that rules were shown, by rule. */
  history?: Record<string, number[]>;
  /** By id, experiment and version: the segment. */
  assignments?: Record<string, Record<string, string>>;
  /** Epoch milliseconds. */
  sessionStart?: number;
}

export interface Period {
  type: "day" | "week" | "month" | "year";
  count: number;
}

/** Product details as the store gives them; `product_ref_id` is the document's `sku_ref_id`. */
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
 * What happened: a tap on the element with this `data-tap` value, by `click` or `key`, or (`tap` empty) something else;
 * `docs/events.md` lists what. `value` goes with it.
 */
/** What happened: a tap, or what `docs/events.md` and, for flows, `docs/flows.md` list. */
export interface Act {
  tap: string;
  by?: string;
  value?: unknown;
}

/** What a call asks for, and for whom. Every field is optional. */
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
  /** Minutes that the customer's clock is ahead of UTC. */
  utcOffset?: number;
  /** By event. */
  events?: Record<string, EventCounts>;
  memory?: Memory;
  /** Forces the choice, for tests and previews: segments by experiment; the split position, 0 to 100. */
  qa?: { forced?: Record<string, string>; onlyForced?: boolean; splitPosition?: number };
  /** Whether the decision is to be explained. */
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

export interface Warning {
  code: string;
  message: string;
  path: string | null;
}

export interface Decision {
  rule: string | null;
  name: string | null;
  type: "default" | "label" | "url" | "unknown" | null;
  value: string | null;
  segment: string | null;
  externalSegment: string | null;
  /** The customer's split position, 0 to 100; null without an id. */
  position: number | null;
  /** Null for a customer who is held out. */
  paywall: string | null;
  flow: Record<string, unknown> | null;
  conversionEventType: string | null;
  conversionEventUrl: string | null;
  experiment?: string;
  /** Where the customer falls in the experiment, 0 to 1. */
  bucket?: number;
  /** The segment was kept from before. */
  sticky?: true;
  /** The segment was forced: no exposure is to be logged. */
  forced?: true;
  /** The holdout that the customer belongs to: nothing is shown, the exposure is to be logged. */
  heldOut?: string;
  /** A condition asked for entitlements that the request does not know yet. */
  entitlementsUnknown?: true;
  /** What to remember once it is shown. */
  remember?: { record?: string[]; assignments?: Record<string, Record<string, string>> };
}

/** A decision or why there is none, explained; `docs/abi.md` lists what stands in `trace`. */
export interface Explained {
  decision: Decision | null;
  error: { code: string; message: string; path: string | null } | null;
  /** An entry a rule. */
  trace: ({ rule: string; reason: string } & Record<string, unknown>)[];
  warnings: Warning[];
}

/** One thing the app should know or do; `docs/events.md` lists them. */
export interface PaywallEvent {
  action: string;
  paywallId: string;
  paywallName: string;
  campaignId?: string;
  campaignName?: string;
  campaignType?: string;
  campaignLabel?: string;
  segmentId?: string;
  externalSegmentId?: string;
  componentId?: string;
  sku?: {
    id: string;
    skuId: string;
    name: string;
    type: string;
    entitlements: unknown[];
    productDetails: ProductDetails | null;
    promoId?: string | null;
  };
  componentChange?: Record<string, unknown>;
  deeplinkUrl?: string;
  flowId?: string;
  stepId?: string;
  stepName?: string;
  /** What a step of a flow tells, or the tags it sets. */
  data?: Record<string, unknown>;
  handoffTag?: string;
  handoffData?: unknown;
  purchaseError?: unknown;
  purchases?: unknown[];
  /** Seconds since it was mounted; with `CLOSE_PAYWALL`. */
  timeSpentOnPaywall?: number;
  videoMetaData?: {
    id: string;
    url: string;
    loopVideo: boolean;
    muteByDefault: boolean;
    autoplayVideo: boolean;
    /** Seconds. */
    contentTimecode: number;
    /** Seconds; null while it is not known. */
    contentDuration: number | null;
  };
}

/** Where the customer is in a flow: `state.flow`; `docs/flows.md` describes it. */
export interface FlowState {
  id: string;
  step: string;
  /** The id of the paywall on screen. */
  screen: string;
  /** How many screens were shown. */
  visit: number;
  back: boolean;
  /** The paywalls that may come next; null behind the last one. */
  next: string[] | null;
  previous: boolean;
  /** 0 to 1. */
  progress: number;
  /** Milliseconds by timer; null for one that has run out. */
  timers: Record<string, number | null> | null;
  stepcrumbs: string[];
  branchcrumbs?: string[];
  blocked?: string[];
  paused?: boolean;
  done?: boolean;
}

/** What the app says of a purchase. */
export interface PurchaseDetails {
  /** The store's or the document's id of the product; default: the one being purchased, else the selected one. */
  skuId?: string;
  /** Why it failed: `${state.purchaseError}` shows it. */
  error?: string;
  /** Passed on as the event's `purchases`. */
  purchase?: unknown;
  /** Whether the paywall is to be closed: `CLOSE_PAYWALL` follows. */
  close?: boolean;
}

export interface MountOptions {
  /** The element becomes a modal dialog: it has a label, keeps the focus, and gives it back when it goes. */
  dialog?: boolean;
  /** `hydrate` of "paywall-runtime/hydrate": what a server wrote into the element stays and becomes live. */
  hydrate?: Hydrate;
  /**
   * Loads a player of streams (`.m3u8`), such as `() => import("hls.js")`. It is asked for when a paywall shows one and
   * the browser does not play it itself.
   */
  hls?: () => Promise<{ default: StreamPlayer }>;
}

/** Whether `element` holds what a server wrote of a paywall, mended where it differs. */
export type Hydrate = (
  element: Element,
  written: Pick<Rendered, "html" | "css" | "paywall">,
  fresh: () => Element,
  warn: (message: string) => void,
) => boolean;

export interface Rendered {
  decision: Decision | null;
  paywall: { id: string; name: string; page: string; focus: string | null };
  html: string;
  css: string;
  fonts: { name: string; url: string }[];
  state: Record<string, unknown>;
  events: PaywallEvent[];
  warnings: Warning[];
}

export interface Description {
  paywalls: {
    id: string;
    name: string;
    pages: string[];
    components: number;
    groups: { id: string; ref: string; name: string; products: string[] }[];
  }[];
  campaigns: {
    rule: string;
    name: string;
    type: string;
    value: string;
    segments: { segment: string; split: number; formFactors: string[]; paywall: string | null; flow: boolean }[];
  }[];
  /** As they stand in the document. */
  products: Record<string, unknown>[];
}

export type Operation = "decide" | "render" | "snapshot" | "act" | "describe";

/** What every failing call throws. `code` is stable; `message` is for people; `path` points into the document or request. */
export class PaywallError extends Error {
  constructor(error: { code: string; message: string; path?: string | null });
  readonly code: string;
  readonly path: string | null;
}

export interface LaunchOptions extends Request {
  /** Default: what the browser names itself. An app on a television does well to say so. */
  formFactor?: FormFactor;
}

/** A custom component: a Handlebars template that writes a component as JSON, and what it may read. */
export interface CustomComponent {
  title?: string;
  description?: string;
  properties?: Record<
    string,
    {
      type: "text" | "number" | "flag" | "list" | "style" | "action" | "object" | "children";
      required?: boolean;
      default?: unknown;
      description?: string;
    }
  >;
  template: string;
}

/** A loaded document. */
export class Runtime {
  /**
   * Loads a cloud document: an object, its JSON text, its bytes, or `{initial_config: base64 of gzip of JSON}`.
   * @param options.components custom components of the app's own, by name; those of the document win.
   * @param options.module where the module is; default: beside this script.
   * @param options.memory a name under which the page's storage keeps what decisions ask to remember; default: nothing is kept.
   * @throws {PaywallError} when the document cannot be read at all, or the module did not start.
   */
  static load(
    document: object | string | Uint8Array,
    options?: {
      components?: Record<string, CustomComponent>;
      memory?: string;
      module?: string | URL | Response | BufferSource | WebAssembly.Module;
    },
  ): Promise<Runtime>;

  /** What in the document is not understood, with JSON paths. */
  readonly warnings: Warning[];
  /** What the document offers. */
  readonly document: Description;

  /** @throws {PaywallError} as do the four below. */
  decide(request: Request & { trace: true }): Explained;
  decide(request?: Request): { decision: Decision; warnings: Warning[] };
  render(request?: Request): Rendered;
  /** A whole page. */
  snapshot(request?: Request): { decision: Decision | null; html: string; warnings: Warning[] };
  /** Renders again after `request.act` on `request.state`. */
  act(request: Request): Rendered;
  describe(): Description & { warnings: Warning[] };
  /** The answer as text, byte for byte what any other host gets; errors are in it, not thrown. */
  answer(operation: Operation, request?: Request): string;

  /**
   * Decides and prepares a paywall. Device size, language, time and URL parameters are the page's unless given.
   * @param target a label (or a URL) of a campaign, or a whole request; nothing means the default campaign.
   * @throws {PaywallError} when no campaign fits.
   */
  launch(target?: string | Request, options?: LaunchOptions): Paywall;

  /** Forgets what `memory` kept. */
  forget(): void;
}

/** What is used of hls.js, or of a player like it. */
export interface StreamPlayer {
  new (): { loadSource(url: string): void; attachMedia(video: HTMLVideoElement): void; destroy(): void };
}

/** One launched paywall. */
export class Paywall {
  readonly decision: Decision | null;
  readonly warnings: Warning[];
  /** Where the customer is in it; may be passed on as `request.state`. */
  readonly state: Record<string, unknown> & { flow?: FlowState };
  /** Shows it in an open shadow root of `element`. */
  mount(element: Element, options?: MountOptions): this;
  /**
   * Hears every event, in order, until the returned function is called.
   * A link (`OPEN_URL`) is opened by the page itself unless a listener answers false.
   */
  onAction(listener: (event: PaywallEvent, paywall: Paywall) => unknown): () => void;
  /**
   * Changes what is known: each field given (customer, products, device, …) takes the place of the former one.
   * Only what differs is touched on screen.
   */
  update(changes: Request): void;
  /** Does what a tap on the element with this `data-tap` would do. */
  act(tap: string, by?: "click" | "key" | "event" | "timer"): void;
  /** Tells a flow what happened: `__login_success__`, `__purchase_success__`, `__resume__`, … */
  send(event: string): void;
  /** Does what a tap on the element with this `data-tap` would do, or what happens without one. */
  act(tap: string, by?: string, value?: unknown): void;
  /** A purchase began: `${state.purchaseInProgress}` is true until one of those below is called. */
  purchaseStarted(details?: PurchaseDetails): void;
  purchaseSucceeded(details?: PurchaseDetails): void;
  purchaseFailed(details?: PurchaseDetails): void;
  purchaseCancelled(details?: PurchaseDetails): void;
  purchasePending(details?: PurchaseDetails): void;
  purchaseDeferred(details?: PurchaseDetails): void;
  purchaseUnknown(details?: PurchaseDetails): void;
  /** Locks the paywall for mouse, touch and keyboard, or frees it again. */
  allowUserInteraction(allowed: boolean): void;
  /** Takes it off the page; the element is as before. */
  unmount(): void;
}

/** The form factor that a browser's user agent names. */
export function formFactor(agent?: string): FormFactor;
