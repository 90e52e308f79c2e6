/** Events: what an app hears from a paywall. `docs/events.md` says when each is sent; `index.d.ts` exports them. */

import type { ProductDetails } from "./request.js";

/**
 * The product of an event.
 *
 * @example
 * paywall.onAction((event) => {
 *   if (event.action === "BUY_SKU") shop.buy(event.sku.skuId, event.sku.promoId);
 * });
 */
export interface Sku {
  /** The id in the document. */
  id: string;
  /** The store's id. */
  skuId: string;
  name: string;
  type: string;
  entitlements: unknown[];
  /** The words of the app about it at launch. */
  productDetails: ProductDetails | null;
  /** The offer that goes along. */
  promoId?: string | null;
}

/**
 * A video, and where it stands.
 *
 * @example
 * const left = ({ contentDuration, contentTimecode }: VideoMetaData) => (contentDuration ?? 0) - contentTimecode;
 */
export interface VideoMetaData {
  id: string;
  url: string;
  loopVideo: boolean;
  muteByDefault: boolean;
  autoplayVideo: boolean;
  /** Seconds. */
  contentTimecode: number;
  /** Seconds; null while it is not known. */
  contentDuration: number | null;
}

/**
 * What every event says: the paywall, the campaign that chose it, and what was tapped.
 *
 * @example
 * paywall.onAction(({ action, paywallId, campaignLabel }: EventPlace & { action: string }) => {
 *   analytics.track(action, { paywallId, campaignLabel });
 * });
 */
export interface EventPlace {
  paywallId: string;
  paywallName: string;
  /** The rule; this and the five below are absent where the paywall was asked for by its id. */
  campaignId?: string;
  campaignName?: string;
  campaignType?: string;
  /** The label, or the URL, of the campaign. */
  campaignLabel?: string;
  segmentId?: string;
  externalSegmentId?: string;
  /** The id of the component that was tapped. */
  componentId?: string;
  /** The flow and its step, in events of a flow. */
  flowId?: string;
  stepId?: string;
  stepName?: string;
}

/** Nothing besides. */
type Nothing = Record<never, never>;

/** The fields of a purchase's end. */
interface PurchaseEnd {
  sku?: Sku;
  purchases?: unknown[];
}

/** The fields of a video's event. */
interface OfVideo {
  videoMetaData: VideoMetaData;
}

/** The fields of a drawer's event; inside a product, `_` and the product's id follow the drawer's. */
interface OfDrawer {
  componentChange: { id: string };
}

/**
 * What each event carries, by its action.
 *
 * @example
 * type Change = PaywallEvents["PAGE_CHANGE"]["componentChange"]; // { name: string }
 */
export interface PaywallEvents {
  SHOW_PAYWALL: Nothing;
  /** The seconds are since it was mounted; a host of your own has none. */
  CLOSE_PAYWALL: { timeSpentOnPaywall?: number };
  SELECT_SKU: { sku: Sku };
  BUY_SKU: { sku: Sku };
  PURCHASE_SELECTED_SKU: { sku: Sku };
  RESTORE_PURCHASES: Nothing;
  SIGN_IN: Nothing;
  DEEPLINK: { deeplinkUrl: string };
  OPEN_URL: { deeplinkUrl: string };
  PAGE_CHANGE: { componentChange: { name: string } };
  TOGGLE_CHANGE: { componentChange: { formId: string; value: unknown } | { id: string; name: string } };
  PLAY_VIDEO: Nothing;
  PAUSE_VIDEO: Nothing;
  MUTE_VIDEO: Nothing;
  UNMUTE_VIDEO: Nothing;
  FLOW_EVENT: { data?: Record<string, unknown> };
  FLOW_LOG: { data?: Record<string, unknown> };
  FLOW_HANDOFF: { handoffTag?: string; handoffData?: unknown };
  SET_TAGS: { data?: Record<string, unknown> };
  FLOW_DONE: Nothing;
  COLLAPSIBLE_DRAWER_OPEN: OfDrawer;
  COLLAPSIBLE_DRAWER_CLOSE: OfDrawer;
  SLIDE_CHANGE: { componentChange: { id: string; slide: number } };
  VIDEO_STARTED: OfVideo;
  VIDEO_PAUSED: OfVideo;
  VIDEO_RESUMED: OfVideo;
  VIDEO_ENDED: OfVideo;
  VIDEO_CHANGED: OfVideo;
  VIDEO_MUTED: OfVideo;
  VIDEO_UNMUTED: OfVideo;
  COUNTDOWN_TIMER_COMPLETED: Nothing;
  PURCHASE_SUCCESS: PurchaseEnd;
  PURCHASE_FAILED: PurchaseEnd & { purchaseError: unknown };
  PURCHASE_CANCELLED: PurchaseEnd;
  PURCHASE_PENDING: PurchaseEnd;
  PURCHASE_DEFERRED: PurchaseEnd;
  PURCHASE_UNKNOWN: PurchaseEnd;
  REMOTE_BACK: Nothing;
  /** The entries by the names of the fields: texts, or lists of what is ticked. */
  SUBMIT_FIELDS: { fields: Record<string, string | string[]> };
  RELOAD_PRODUCTS: Nothing;
  FLOW_CONTROL: Nothing;
}

/**
 * The kind of an event.
 *
 * @example
 * const watched = new Set<PaywallAction>(["SHOW_PAYWALL", "BUY_SKU", "CLOSE_PAYWALL"]);
 */
export type PaywallAction = keyof PaywallEvents;

/** All that events carry; an event has those of its action. */
type Carried =
  | "sku"
  | "componentChange"
  | "deeplinkUrl"
  | "data"
  | "handoffTag"
  | "handoffData"
  | "purchaseError"
  | "purchases"
  | "timeSpentOnPaywall"
  | "videoMetaData"
  | "fields";

/** The event of one action. What it does not carry may be asked for, and is undefined. */
type EventOf<Action extends PaywallAction> = EventPlace & { action: Action } & PaywallEvents[Action] & {
    [Name in Exclude<Carried, keyof PaywallEvents[Action]>]?: undefined;
  };

/**
 * One thing that the app should know or do. `action` says which, and what else is there.
 *
 * @example
 * paywall.onAction((event) => {
 *   switch (event.action) {
 *     case "BUY_SKU":
 *       return buy(event.sku.skuId, event.sku.promoId);
 *     case "OPEN_URL":
 *       return open(event.deeplinkUrl);
 *   }
 * });
 */
export type PaywallEvent = { [Action in PaywallAction]: EventOf<Action> }[PaywallAction];
