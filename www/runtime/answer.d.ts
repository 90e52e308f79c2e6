/** Answers: what the engine gives back. `index.d.ts` exports all of it. */

import type { PaywallEvent } from "./event.js";

/**
 * A part of the document or the request that is not understood, or that did not come.
 *
 * @example
 * for (const { code, path, message } of runtime.warnings) console.warn(code, path, message);
 */
export interface Warning {
  code: string;
  message: string;
  path: string | null;
}

/**
 * The paywall that a customer gets, and by which rule and segment.
 *
 * @example
 * const { paywall, segment } = runtime.decide({ launch: { label: "settings" } }).decision;
 */
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
  /** The customer's place in the experiment, 0 to 1. */
  bucket?: number;
  /** The segment was kept from before. */
  sticky?: true;
  /** The segment was forced: no exposure is to be logged. */
  forced?: true;
  /** The holdout that the customer belongs to: nothing is shown, the exposure is to be logged. */
  heldOut?: string;
  /** A condition asked for entitlements that the request does not know yet. */
  entitlementsUnknown?: true;
  /** Remember this once it is shown. */
  remember?: { record?: string[]; assignments?: Record<string, Record<string, string>> };
}

/**
 * A decision or why there is none, explained; `docs/abi.md` lists what stands in `trace`.
 *
 * @example
 * const { trace } = runtime.decide({ launch: { label: "settings" }, trace: true });
 * for (const { rule, reason } of trace) console.log(rule, reason);
 */
export interface Explained {
  decision: Decision | null;
  error: { code: string; message: string; path: string | null } | null;
  /** An entry a rule. */
  trace: ({ rule: string; reason: string } & Record<string, unknown>)[];
  warnings: Warning[];
}

/**
 * The customer's place in a flow: `state.flow`; `docs/flows.md` describes it.
 *
 * @example
 * const { step, progress } = paywall.state.flow;
 */
export interface FlowState {
  id: string;
  step: string;
  /** The id of the paywall on screen. */
  screen: string;
  /** The number of screens shown so far. */
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

/**
 * A paywall as HTML and CSS, with the state that it is in.
 *
 * @example
 * const { html, css, fonts }: Rendered = runtime.render({ paywall: "plans", products });
 */
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

/**
 * All that is in a document.
 *
 * @example
 * const labels = runtime.document.campaigns.map(({ value }) => value);
 */
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

/**
 * The name of an operation, as `docs/abi.md` lists them.
 *
 * @example
 * const operation: Operation = "decide";
 */
export type Operation = "decide" | "render" | "snapshot" | "act" | "describe";
