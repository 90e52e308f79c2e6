/**
 * A paywall and the app around its page. Import it from "paywall-runtime/bridge"; `docs/webview.md` has the protocol.
 */

import type { Decision, Paywall, PaywallEvent, PurchaseDetails, Request } from "./index.js";

/**
 * The way to the app around the page.
 *
 * @example
 * bridge(paywall, { name: "ReactNativeWebView", links: "app" });
 */
export interface BridgeOptions {
  /** The name of the WKWebView handler or of Android's object; default `paywallApp`. */
  name?: string;
  /** In a frame: the origin of the page around it, never `*` (`invalid_origin`). Without it, a frame is no app. */
  origin?: string;
  /** The one who opens links: a native app by default, in a frame the page itself. */
  links?: "app" | "page";
  /** The window that leads to the app; default the page. */
  page?: object;
}

/**
 * A message to the app, as JSON text.
 *
 * @example
 * const told: MessageToApp = { paywall: 1, type: "closed" };
 */
export type MessageToApp =
  | { paywall: 1; type: "ready"; value: { decision: Decision | null; commands: string[] } }
  | { paywall: 1; type: "event"; value: PaywallEvent }
  | { paywall: 1; type: "answer"; id: string | number; value: unknown }
  | { paywall: 1; type: "answer"; id: string | number; error: { code: string; message: string } }
  | { paywall: 1; type: "closed" };

/**
 * A message from the app, as JSON text. With an `id` it is answered.
 *
 * @example
 * const sold: MessageFromApp = { paywall: 1, id: 7, command: "purchaseSucceeded", value: { close: true } };
 */
export type MessageFromApp = { paywall: 1; id?: string | number } & (
  | { command: "state" | "unmount" }
  | { command: "update"; value: Request }
  | { command: "send"; value: string }
  | { command: "allowUserInteraction"; value: boolean }
  | {
      command:
        | "purchaseStarted"
        | "purchaseSucceeded"
        | "purchaseFailed"
        | "purchaseCancelled"
        | "purchasePending"
        | "purchaseDeferred"
        | "purchaseUnknown";
      value?: PurchaseDetails;
    }
);

/**
 * A paywall that speaks with the app around its page.
 *
 * @example
 * const { kind, close } = bridge(paywall);
 * if (kind === null) console.log("no app is around this page");
 */
export interface Bridge {
  /** The way to the app; null when there is none, and nothing is sent. */
  readonly kind: "webkit" | "android" | "frame" | null;
  /** Takes a message of the app, for ways that this does not know. */
  receive(message: string | MessageFromApp): void;
  /** Hears and says nothing more; also after the command `unmount`. */
  close(): void;
}

/**
 * Connects a paywall with the app around its page. To be called before `mount`, so that the app hears of it.
 *
 * @example
 * const paywall = runtime.launch("settings");
 * bridge(paywall, { name: "paywallApp" });
 * paywall.mount(document.body);
 */
export function bridge(paywall: Paywall, options?: BridgeOptions): Bridge;
