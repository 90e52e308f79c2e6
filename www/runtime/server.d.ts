/**
 * The runtime of servers and workers: it decides and writes paywalls, and needs neither a page nor its types. Import it
 * from "paywall-runtime/server"; `docs/hydration.md` describes how a page takes over what it writes.
 */

import type { Decision, Description, Explained, Operation, Rendered, Warning } from "./answer.js";
import type { PaywallErrorCode } from "./codes.js";
import type { Request } from "./request.js";

export type * from "./answer.js";
export type * from "./codes.js";
export type * from "./event.js";
export type * from "./request.js";

/**
 * An error of any call. `code` is stable; `message` is for people; `path` points into the document or the request.
 *
 * @example
 * try {
 *   renderToString(runtime, request);
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
 * A loaded document.
 *
 * @example
 * const runtime = await Runtime.load(readFile("paywalls.json"));
 */
export class Runtime {
  private constructor();

  /**
   * Loads a cloud document: an object, its JSON text, its bytes, or its address, which in Node may be a path; or the
   * promise of one.
   *
   * @example
   * const runtime = await Runtime.load("paywalls.json");
   * @param options.memory has no use here.
   * @throws {PaywallError} `invalid_document`, or `module_unavailable`.
   */
  static load(document: unknown, options?: { components?: Record<string, object>; module?: unknown }): Promise<Runtime>;

  /** The parts of the document that are not understood, with their JSON paths. */
  readonly warnings: Warning[];
  /** The document's paywalls, campaigns and products. */
  readonly document: Description;

  /**
   * Decides which paywall to show.
   *
   * @example
   * const { decision } = runtime.decide({ launch: { label: "settings" }, customer: { id } });
   * @throws {PaywallError} when no campaign fits.
   */
  decide(request: Request & { trace: true }): Explained;
  decide(request?: Request): { decision: Decision; warnings: Warning[] };
  /**
   * Renders a paywall: HTML and CSS for a page of your own.
   *
   * @example
   * const { html, css } = runtime.render({ paywall: "plans", products, locale: "de-AT" });
   */
  render(request?: Request): Rendered;
  /**
   * Writes a whole page.
   *
   * @example
   * const { html } = runtime.snapshot({ paywall: "plans", products, page: { title: "Plans", nonce } });
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
   * Lists what is in the document.
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
}

/**
 * Fills a request up with the clock of the zone that `device.timezone` names, unless it says another. It must have
 * `now`.
 *
 * @example
 * const answer = runtime.answer("render", withClock({ now: Date.now(), paywall: "plans" }));
 */
export function withClock<T extends Request>(request: T): T & Request;

/**
 * A paywall as a part of a server's page.
 *
 * @example
 * const { markup, json }: Markup = renderToString(runtime, { launch: { label: "settings" } });
 */
export interface Markup {
  /** The inside of the element: its fonts, and a declared shadow root. */
  markup: string;
  /** The request for the page to launch: what was asked for, with the language and the time. */
  request: Request;
  /** The request as JSON that may stand in a `<script type="application/json">`. */
  json: string;
  decision: Decision | null;
  warnings: Warning[];
}

/**
 * Writes a paywall into a page of yours, to be seen before any script has come. `paywall.mount(element, { hydrate })`,
 * the wrappers' `markup`, or `<pay-wall>` with it inside, bring it to life.
 *
 * @example
 * const { markup, json } = renderToString(runtime, { launch: { label: "settings" }, device: { formFactor: "phone" } });
 * reply(`<div id="paywall">${markup}</div><script type="application/json" id="request">${json}</script>`);
 * @throws {PaywallError} when no campaign fits.
 */
export function renderToString(runtime: Runtime, request?: Request): Markup;
