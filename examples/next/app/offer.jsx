"use client";

import { Paywall, PaywallProvider } from "paywall-runtime/react";
import { useState } from "react";

const purchase = async (sku) => ({ receipt: `of ${sku.skuId}` }); // your shop

export function Offer({ markup, request }) {
  const [ended, setEnded] = useState();
  return (
    <PaywallProvider document="/paywalls.json">
      <Paywall
        as="page"
        markup={markup}
        request={request}
        purchase={purchase}
        onReady={(paywall) => console.info("ready", paywall.warnings)}
        onEnd={(outcome) => setEnded(outcome.type)}
      />
      <p>{ended}</p>
    </PaywallProvider>
  );
}
