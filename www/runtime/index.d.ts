/** Decides which cloud-defined paywall to show, and shows it. */

import type { Decision, Description, Explained, FlowState, Operation, Rendered, Warning } from "./answer.js";
import type { PaywallErrorCode } from "./codes.js";
import type { PaywallEvent } from "./event.js";
import type { FormFactor, Request } from "./request.js";

export type * from "./answer.js";
export type * from "./codes.js";
export type * from "./event.js";
export type * from "./request.js";

/**
 * The app's words about a purchase.
 *
 * @example
 * paywall.purchaseFailed({ skuId: "monthly", error: "The card was declined." });
 */
export interface PurchaseDetails {
  /** The store's or the document's id of the product; default: the one being purchased, else the selected one. */
  skuId?: string;
  /** The reason of a failure: `${state.purchaseError}` shows it. */
  error?: string;
  /** Passed on as the event's `purchases`. */
  purchase?: unknown;
  /** True closes the paywall: `CLOSE_PAYWALL` follows. */
  close?: boolean;
}

/**
 * The manner in which a paywall stands in a page.
 *
 * @example
 * paywall.mount(element, { dialog: true, hls: () => import("hls.js") });
 */
export interface MountOptions {
  /**
   * The element, or the `<dialog>` around it, becomes a modal dialog: it has a label, keeps the focus, and gives it
   * back when it goes.
   */
  dialog?: boolean;
  /** `hydrate` of "paywall-runtime/hydrate": what a server wrote into the element stays and becomes live. */
  hydrate?: Hydrate;
  /**
   * Loads a player of streams (`.m3u8`), such as `() => import("hls.js")`. It is asked for when a paywall shows one and
   * the browser does not play it itself.
   */
  hls?: () => Promise<{ default: StreamPlayer }>;
}

/**
 * Mends what a server wrote into `element` where it differs from the paywall as it is now, and answers true; false,
 * where nothing was written. `fresh` makes the nodes of the paywall anew; `warn` hears of a difference.
 *
 * @example
 * import { hydrate } from "paywall-runtime/hydrate";
 * paywall.mount(element, { hydrate });
 */
export type Hydrate = (
  element: Element,
  written: Pick<Rendered, "html" | "css" | "paywall">,
  fresh: () => Element,
  warn: (message: string) => void,
) => boolean;

/**
 * An error of any call. `code` is stable; `message` is for people; `path` points into the document or the request.
 *
 * @example
 * try {
 *   runtime.launch("settings");
 * } catch (error) {
 *   if (error.code !== "labeled_campaign_not_found") throw error;
 * }
 */
export class PaywallError extends Error {
  constructor(error: { code: PaywallErrorCode; message: string; path?: string | null });
  readonly code: PaywallErrorCode;
  readonly path: string | null;
}

/**
 * A request, and the form factor beside it.
 *
 * @example
 * const options: LaunchOptions = { products, formFactor: "television" };
 */
export interface LaunchOptions extends Request {
  /** The form factor; default: as the browser names itself. An app on a television does well to say so. */
  formFactor?: FormFactor;
}

/**
 * A custom component: a Handlebars template that writes a component as JSON, and the properties it may read.
 *
 * @example
 * const badge: CustomComponent = {
 *   properties: { text: { type: "text", required: true } },
 *   template: `{"component": "text", "text": "**{{text}}**"}`,
 * };
 */
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

/**
 * A document as apps pass it. A text that begins like an address (`https:`, `/`, `./`) is one, and so is
 * a name of a file (`paywalls.json`).
 *
 * @example
 * const source: Source = new URL("./paywalls.json", import.meta.url);
 */
export type Source = object | string | URL | FetchRequest | Response | Blob | BufferSource | ReadableStream<Uint8Array>;

/**
 * The module as apps pass it.
 *
 * @example
 * const runtime = await Runtime.load("/paywalls.json", { module: "/engine/paywall_runtime.wasm" });
 */
export type ModuleSource = string | URL | FetchRequest | Response | BufferSource | WebAssembly.Module;

/** The browser's `Request`, as `fetch` takes it. */
type FetchRequest = globalThis.Request;

/**
 * A loaded document.
 *
 * @example
 * const runtime = await Runtime.load("/paywalls.json");
 * runtime.launch("settings", { products }).mount(element);
 */
export class Runtime {
  private constructor();

  /**
   * Loads a cloud document: an object, its JSON text, its bytes, `{initial_config: base64 of gzip of JSON}`, its
   * address, a request or an answer of `fetch`, or the promise of one of these. In Node, addresses may be of files,
   * and paths are.
   *
   * @example
   * const runtime = await Runtime.load("/paywalls.json");
   * @param options.components custom components of the app's own, by name; those of the document win.
   * @param options.locales the languages that paywalls will be written in, as tags (`"de-AT"`), or their tables
   * (`locales/de.bin`, which lies beside this script) as a URL, bytes or an answer of `fetch`; default: the page's
   * language, and where there is no page all. English needs none. One that does not come is the warning
   * `locale_unavailable`.
   * @param options.module the whole module (`paywall_runtime.wasm`), or its address; default: its two parts, beside
   * this script.
   * @param options.target what will be launched first, as `launch` takes it. Where that does without the second part
   * of the module, `load` does not wait for it although other paywalls need it (`docs/start.md`).
   * @param options.memory a name under which the page's storage keeps what decisions ask to remember; default: none.
   * @throws {PaywallError} when the document cannot be read at all (`invalid_document`, with what was found in its
   * place), or the module did not start (`module_unavailable`).
   */
  static load(
    document: Source | Promise<Source>,
    options?: {
      components?: Record<string, CustomComponent>;
      locales?: (string | Exclude<Source, string>)[];
      memory?: string;
      module?: ModuleSource | Promise<ModuleSource>;
      target?: string | Request;
    },
  ): Promise<Runtime>;

  /**
   * Begins to fetch and to start the module, and to fetch the table of the page's language, so that a later `load`
   * finds them ready. A failure is tried again, and told, by that `load`.
   *
   * @example
   * settings.addEventListener("pointerenter", () => Runtime.preload(), { once: true });
   * @param module the whole module, or its address; default: its two parts, beside this script.
   */
  static preload(module?: ModuleSource | Promise<ModuleSource>): void;

  /**
   * Waits until the second part of the module is there, and every call is answered at once.
   *
   * @example
   * await runtime.ready(); // before something else is launched than `target` of `load`
   * @throws {PaywallError} `module_unavailable` when it does not come. It is fetched again after a pause.
   */
  ready(): Promise<void>;

  /**
   * The parts of the document that are not understood, with their JSON paths. The first look reads all of it.
   *
   * @example
   * for (const { path, message } of runtime.warnings) console.warn(path, message);
   */
  readonly warnings: Warning[];
  /**
   * The document's paywalls, campaigns and products. The first look reads all of it.
   *
   * @example
   * const names = runtime.document.paywalls.map(({ name }) => name);
   */
  readonly document: Description;

  /**
   * Decides which paywall to show, without showing it. Where the request has `now`, this call and the three below go
   * by the customer's clock: that of `device.timezone`, else the page's.
   *
   * @example
   * const { decision } = runtime.decide({ launch: { label: "settings" }, device: { formFactor: "phone" } });
   * @example
   * const { trace } = runtime.decide({ launch: { label: "settings" }, trace: true }); // says why
   * @throws {PaywallError} as do the four below.
   */
  decide(request: Request & { trace: true }): Explained;
  decide(request?: Request): { decision: Decision; warnings: Warning[] };
  /**
   * Writes a paywall as HTML and CSS, for a page of your own.
   *
   * @example
   * const { html, css } = runtime.render({ paywall: "plans", products, locale: "de-AT" });
   */
  render(request?: Request): Rendered;
  /**
   * Writes a whole page, which needs no script to be seen.
   *
   * @example
   * const { html } = runtime.snapshot({ paywall: "plans", page: { title: "Plans", nonce } });
   */
  snapshot(request?: Request): { decision: Decision | null; html: string; warnings: Warning[] };
  /**
   * Renders again after `request.act` on `request.state`.
   *
   * @example
   * const { html, state, events } = runtime.act({ paywall: "plans", state, act: { tap: "3" } });
   */
  act(request: Request): Rendered;
  /**
   * Lists what is in the document, with the warnings about it.
   *
   * @example
   * const { campaigns } = runtime.describe();
   */
  describe(): Description & { warnings: Warning[] };
  /**
   * Answers with text, byte for byte what any other host gets; errors are in it, not thrown.
   *
   * @example
   * const { ok, error } = JSON.parse(runtime.answer("decide", request));
   */
  answer(operation: Operation, request?: Request): string;

  /**
   * Decides and prepares a paywall. Device size, language, time, zone and URL parameters are the page's unless given.
   *
   * @example
   * const paywall = runtime.launch("settings", { products, customer: { id: userId } });
   * @param target a label (or a URL) of a campaign, or a whole request; nothing means the default campaign.
   * @throws {PaywallError} when no campaign fits.
   */
  launch(target?: string | Request, options?: LaunchOptions): Paywall;

  /**
   * Forgets what `memory` kept.
   *
   * @example
   * runtime.forget(); // as after a logout
   */
  forget(): void;
}

/**
 * The part of hls.js, or of a player like it, that is used.
 *
 * @example
 * paywall.mount(element, { hls: () => import("hls.js") });
 */
export interface StreamPlayer {
  new (): { loadSource(url: string): void; attachMedia(video: HTMLVideoElement): void; destroy(): void };
}

/**
 * One launched paywall.
 *
 * @example
 * const paywall = runtime.launch("settings", { products });
 * paywall.onAction(({ action }) => action === "CLOSE_PAYWALL" && paywall.unmount());
 * paywall.mount(element);
 */
export class Paywall {
  private constructor();

  /** The decision that led to it; null where the request names the paywall. */
  readonly decision: Decision | null;
  /** The parts of the paywall that are not understood, and what did not come. */
  readonly warnings: Warning[];
  /**
   * The customer's place in it; may be passed on as `request.state`.
   *
   * @example
   * const later = runtime.launch({ paywall: "plans", state: paywall.state });
   */
  readonly state: Record<string, unknown> & { flow?: FlowState };
  /**
   * Shows it in an open shadow root of `element`, in place of any other paywall there.
   *
   * @example
   * paywall.mount(document.querySelector("#paywall"));
   */
  mount(element: Element, options?: MountOptions): this;
  /**
   * Hears every event, in order, until the returned function is called.
   * A link (`OPEN_URL`) is opened by the page itself unless a listener answers false.
   *
   * @example
   * paywall.onAction(({ action, sku }) => {
   *   if (action === "BUY_SKU") buy(sku.skuId, sku.promoId);
   *   if (action === "CLOSE_PAYWALL") paywall.unmount();
   * });
   */
  onAction(listener: (event: PaywallEvent, paywall: Paywall) => unknown): () => void;
  /**
   * Changes what is known: each field given (customer, products, device, …) takes the place of the former one.
   * Only what differs is touched on screen.
   *
   * @example
   * paywall.update({ customer: { ...customer, entitlements: ["premium"] } });
   */
  update(changes: Request): void;
  /**
   * Does what a tap on the element with this `data-tap` would do, or what happens without one (`docs/events.md`).
   *
   * @example
   * paywall.act("", "back");
   */
  act(tap: string, by?: string, value?: unknown): void;
  /**
   * Tells a flow what happened: `__login_success__`, `__purchase_success__`, `__resume__`, …
   *
   * @example
   * paywall.send("__login_success__");
   */
  send(event: string): void;
  /**
   * A purchase began: `${state.purchaseInProgress}` is true until one of those below is called.
   *
   * @example
   * paywall.purchaseStarted({ skuId: sku.id });
   */
  purchaseStarted(details?: PurchaseDetails): void;
  /**
   * The product is bought: `PURCHASE_SUCCESS` follows.
   *
   * @example
   * paywall.purchaseSucceeded({ purchase: receipt, close: true });
   */
  purchaseSucceeded(details?: PurchaseDetails): void;
  /**
   * The purchase failed: the paywall shows the reason.
   *
   * @example
   * paywall.purchaseFailed({ error: "The card was declined." });
   */
  purchaseFailed(details?: PurchaseDetails): void;
  /**
   * The customer thought better of it.
   *
   * @example
   * paywall.purchaseCancelled({ skuId: sku.id });
   */
  purchaseCancelled(details?: PurchaseDetails): void;
  /**
   * The store decides later, as where a parent has to agree.
   *
   * @example
   * paywall.purchasePending({ skuId: sku.id });
   */
  purchasePending(details?: PurchaseDetails): void;
  /**
   * The purchase begins later, as with a change of plan at the end of a period.
   *
   * @example
   * paywall.purchaseDeferred({ skuId: sku.id });
   */
  purchaseDeferred(details?: PurchaseDetails): void;
  /**
   * The store has not said how it ended.
   *
   * @example
   * paywall.purchaseUnknown({ skuId: sku.id });
   */
  purchaseUnknown(details?: PurchaseDetails): void;
  /**
   * Locks the paywall for mouse, touch and keyboard, or frees it again.
   *
   * @example
   * paywall.allowUserInteraction(false);
   */
  allowUserInteraction(allowed: boolean): void;
  /**
   * Takes it off the page; the element is as before. It may be mounted again; listeners stay.
   *
   * @example
   * paywall.unmount();
   */
  unmount(): void;
}

/**
 * Fills a request up with the customer's clock, as all calls but `answer` do: `utcOffset` and `offsetChanges` of the
 * zone that `device.timezone` names, else of the page's, unless the request says them. It must have `now`.
 *
 * @example
 * runtime.answer("render", withClock({ now: Date.now(), device: { timezone: "Europe/Berlin" } }));
 */
export function withClock<T extends Request>(request: T): T & Request;

/**
 * Answers the form factor that a browser's user agent names. With touch points, a Macintosh is an iPad.
 *
 * @example
 * formFactor("Mozilla/5.0 (Web0S; Linux/SmartTV) …"); // "television"
 */
export function formFactor(agent?: string, touches?: number): FormFactor;
