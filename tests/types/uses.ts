// Every export of the npm package, used as an app uses it. It is compiled, never run: the types are what is tested.

import { bridge } from "../../www/runtime/bridge.js";
import type { Bridge, BridgeOptions, MessageFromApp, MessageToApp } from "../../www/runtime/bridge.js";
import { cloudDocument } from "../../www/runtime/document.js";
import type { DocumentOptions } from "../../www/runtime/document.js";
import { present } from "../../www/runtime/present.js";
import type { PresentOptions } from "../../www/runtime/present.js";
import "../../www/runtime/early.js";
import { hydrate } from "../../www/runtime/hydrate.js";
import { Paywall, PaywallError, Runtime, formFactor } from "../../www/runtime/index.js";
import type {
  Customer,
  Decision,
  Description,
  EventCounts,
  Explained,
  FormFactor,
  Hydrate,
  JourneyState,
  Launch,
  LaunchOptions,
  Memory,
  Operation,
  PaywallEvent,
  Period,
  ProductDetails,
  Rendered,
  Request,
  Warning,
} from "../../www/runtime/index.js";

const period: Period = { type: "month", count: 1 };
const product: ProductDetails = {
  product_ref_id: "monthly",
  product_type: "subscription",
  name: "Monthly",
  subscription_period: period,
  offers: [
    { offer_type: "default", price: 9.99, currency: "USD" },
    { offer_type: "winback", price: 4.99, currency: "USD" },
  ],
};
const journeyState: JourneyState = { formerSubscriber: true };
const customer: Customer = {
  id: "u1",
  deviceId: "d1",
  loggedIn: true,
  journeyState,
  entitlements: [],
  entitlementsLoaded: true,
  entitlementExpiry: { premium: "2026-11-10T00:00:00Z", plus: 1_795_780_800_000 },
  attributes: { firstName: "Ada" },
};
const launch: Launch = { label: "home", context: { productGroups: ["base"], customAttributes: { source: "mail" } } };
const counts: EventCounts = { count: 1, last: 1_763_000_000_000, count_7d: 0 };
const memory: Memory = {
  history: { winback: [1_795_780_800_000] },
  assignments: { "id||u1": { winback_offer__0: "A" } },
  sessionStart: 0,
};
const request: Request = {
  launch,
  customer,
  memory,
  products: [product],
  events: { purchase: counts },
  locale: "en-NZ",
  now: 1_795_780_800_000,
  utcOffset: 780,
  device: { formFactor: formFactor(navigator.userAgent), width: 390, height: 844, country: "NZ" },
  qa: { forced: { winback_offer: "A" }, splitPosition: 40 },
  redact: ["UserTags.email"],
  urlParams: { utm_source: "mail" },
  state: null,
};

export async function show(place: Element): Promise<() => void> {
  const runtime: Runtime = await Runtime.load(
    { campaign_rules: [] },
    {
      module: new URL("paywall_runtime.wasm", "https://example.com"),
      locales: ["de-AT", new Uint8Array(), new URL("de.bin", "https://example.com")],
    },
  );
  const offered: Description = runtime.document;
  const warnings: Warning[] = runtime.warnings.concat(runtime.describe().warnings);
  const factor: FormFactor = "tablet";
  const options: LaunchOptions = { ...request, formFactor: factor };
  const paywall: Paywall = runtime.launch(offered.campaigns[0]?.value ?? "home", options).mount(place);
  const stop = paywall.onAction((event: PaywallEvent, from) => {
    if (event.action === "BUY_SKU") console.log(event.sku?.skuId, event.sku?.productDetails?.offers[0]?.price);
    if (event.action === "CLOSE_PAYWALL") from.unmount();
    return event.action !== "OPEN_URL";
  });
  paywall.update({ customer: { ...customer, entitlements: ["premium"] } });
  paywall.act("12");
  paywall.act("12", "key");
  console.log(paywall.decision?.rule, paywall.warnings.length + warnings.length, paywall.state["currentPage"]);
  return stop;
}

export function ask(runtime: Runtime): string | null {
  try {
    const decision: Decision = runtime.decide(request).decision;
    const explained: Explained = runtime.decide({ ...request, trace: true });
    const rendered: Rendered = runtime.render({
      ...request,
      state: runtime.act({ ...request, act: { tap: "3", by: "click" } }).state,
    });
    const page: string = runtime.snapshot({ ...request, page: { nonce: "r4nd0m", template: null } }).html;
    const operation: Operation = "decide";
    const text: string = runtime.answer(operation, request);
    const remembered = decision.remember?.assignments?.["id||u1"]?.["winback_offer__0"] ?? decision.heldOut;
    return [explained.trace[0]?.reason, explained.error?.code, rendered.fonts[0]?.url, page, text, remembered].join();
  } catch (error) {
    if (error instanceof PaywallError) return error.path ?? error.code;
    throw new PaywallError({ code: "module_unavailable", message: String(error) });
  }
}

/** Custom components of an app. */
export const withOwn = () =>
  Runtime.load(
    {},
    { components: { badge: { properties: { text: { type: "text", required: true } }, template: "{}" } } },
  );

/** The fields of an event follow from its action, also where its parts are taken out. */
export function heard(event: PaywallEvent): string | number | undefined {
  const { action, sku, deeplinkUrl } = event;
  if (action === "OPEN_URL") return deeplinkUrl;
  if (action === "PURCHASE_SUCCESS") return sku?.name;
  if (action === "BUY_SKU") return sku.promoId ?? sku.skuId;
  switch (event.action) {
    case "PAGE_CHANGE":
      return event.componentChange.name;
    case "SLIDE_CHANGE":
      return event.componentChange.slide;
    case "VIDEO_ENDED":
      return event.videoMetaData.contentTimecode;
    // @ts-expect-error there is no such action
    case "BUY_SKUU":
  }
  return event.campaignLabel ?? event.flowId;
}

// These must not compile.
// @ts-expect-error an error has one of the codes that there are
export const isCode = (error: PaywallError) => error.code === "labelled_campaign_not_found";
// @ts-expect-error a form factor is one of four
export const watch: FormFactor = "watch";
// @ts-expect-error there is no such operation
export const operation: Operation = "buy";
// @ts-expect-error a field that requests do not have
export const misspelled: Request = { lunch: launch };
// @ts-expect-error the document cannot be left out
export const nothing = () => Runtime.load();
// @ts-expect-error a custom component has a template
export const withoutTemplate = () => Runtime.load({}, { components: { badge: {} } });
// @ts-expect-error a decision has no trace unless it is asked for
export const untraced = (runtime: Runtime) => runtime.decide(request).trace;

export function start(): Promise<Runtime> {
  Runtime.preload();
  Runtime.preload("/engine/paywall_runtime.wasm");
  const options: DocumentOptions = { fallback: { paywalls: [] }, timeout: 1_500, onNewer: () => console.log("newer") };
  return Runtime.load(cloudDocument("/paywalls.json", options));
}

export function around(runtime: Runtime, place: Element): Bridge {
  const paywall = runtime.launch("home");
  const options: BridgeOptions = { name: "paywallApp", origin: "https://app.example", links: "app" };
  const app: Bridge = bridge(paywall, options);
  const sold: MessageFromApp = { paywall: 1, id: 1, command: "purchaseSucceeded", value: { skuId: "monthly" } };
  app.receive(sold);
  const said: MessageToApp = { paywall: 1, type: "closed" };
  if (app.kind === null) console.log(said.type);
  const taken: Hydrate = hydrate;
  paywall.mount(place, { hydrate: taken, dialog: true });
  const presented: PresentOptions = { as: "sheet", parent: place };
  const { element, dismiss } = present(runtime.launch("home"), presented);
  if (element.isConnected) dismiss();
  return app;
}
