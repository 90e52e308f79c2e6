// Every wrapper, used as an app uses it. It is compiled, never run.

import { type Outcome, attach, present } from "paywall-runtime/present";
import { PaywallElement } from "paywall-runtime/element";
import { Runtime } from "paywall-runtime";
import { Customers } from "paywall-runtime/customers";
import { Paywall, PaywallProvider, useDecision, useEntitlement, usePaywall, usePaywallRuntime } from "paywall-runtime/react";
import { PaywallMarkup } from "paywall-runtime/react/server";
import { Runtime as ServerRuntime } from "paywall-runtime/server";
import { paywall, present as presentInSvelte } from "paywall-runtime/svelte";
import { Paywall as VuePaywall, paywalls, usePaywall as usePaywallInVue } from "paywall-runtime/vue";
import module from "paywall-runtime/paywall_runtime.wasm";
import { createApp, h } from "vue";

const runtime = Runtime.load("/paywalls.json", { module });

export async function upgrade(signal: AbortSignal): Promise<string> {
  const outcome: Outcome = await present(runtime, "settings", {
    as: "sheet",
    signal,
    request: { locale: "de", customer: { id: "u1" } },
    purchase: async (sku, shown) => [sku.skuId, sku.promoId, shown.state],
    restore: () => false,
    signIn: async () => true,
    onAction: ({ action }) => action !== "OPEN_URL",
  });
  // Only a purchase has a product, and only what was not shown has an error.
  if (outcome.type === "purchased") return outcome.sku.name;
  if (outcome.type === "none" || outcome.type === "error") return outcome.error.message;
  return outcome.decision?.paywall ?? outcome.type;
}

export function wrapped(element: Element): void {
  const attached = attach(element, () => ({ runtime, as: "page" }), (news) => {
    if (news.state === "ready") news.paywall.send("__resume__");
    else console.log(news.outcome.type);
  });
  attached.update();
  attached.detach();
}

const customers = Customers.open({ host: "https://host.example", platform: "p" });

function Offer() {
  const show = usePaywall();
  const decision = useDecision({ launch: { label: "offer" } });
  const isPremium: boolean | undefined = useEntitlement("premium");
  const { error } = usePaywallRuntime();
  if (isPremium || error || decision === null) return null;
  return (
    <>
      <button onClick={async () => console.log((await show("settings")).type)}>Upgrade</button>
      <Paywall
        placement="offer"
        as="inline"
        request={{ locale: "de" }}
        purchase={(sku) => sku.id}
        onReady={(shown) => shown.warnings.length}
        onEnd={(outcome) => console.log(outcome.type)}
        fallback={<i>…</i>}
        none={null}
        className="offer"
        style={{ margin: 0 }}
      />
    </>
  );
}

export const app = (
  <PaywallProvider document="/paywalls.json" options={{ memory: "app" }} customers={customers}>
    <Offer />
  </PaywallProvider>
);

/** A server component, and the client component around it. */
export async function Page() {
  const written = await PaywallMarkup({ runtime: ServerRuntime.load("paywalls.json"), placement: "offer" });
  return <Paywall purchase={(sku) => sku.id}>{written}</Paywall>;
}

export const vue = () => {
  const show = usePaywallInVue();
  void show("settings");
  return createApp(() =>
    h(VuePaywall, { placement: "offer", onEnd: (outcome: Outcome) => console.log(outcome.type) }),
  ).use(paywalls, { document: runtime });
};

export const svelte = (element: HTMLElement) => {
  const end = paywall({ document: "/paywalls.json", placement: "offer" })(element);
  const action = paywall(element, { document: runtime, onEnd: ({ type }) => console.log(type) });
  action.update({ document: runtime });
  action.destroy();
  void presentInSvelte(runtime, "settings");
  return end;
};

export const element = () => {
  PaywallElement.define();
  const made = document.createElement("pay-wall");
  made.purchase = (sku) => sku.id;
  made.runtime = runtime;
  made.request = { locale: "de" };
  made.addEventListener("paywall-end", ({ detail }) => console.log(detail.type));
};

// These must not compile.
// @ts-expect-error a place that there is not
export const place = () => present(runtime, "settings", { as: "corner" });
// @ts-expect-error a provider names a document
export const nothing = <PaywallProvider />;
