"use client";

import { Paywall, PaywallProvider } from "paywall-runtime/react";
import { useState } from "react";

const purchase = async (sku) => ({ receipt: `of ${sku.skuId}` }); // your shop

export function Offer({ children }) {
  const [ended, setEnded] = useState();
  return (
    <PaywallProvider document="/paywalls.json">
      <Paywall
        as="page"
        purchase={purchase}
        onReady={(paywall) => console.info("ready", paywall.warnings)}
        onEnd={(outcome) => setEnded(outcome.type)}
      >
        {children}
      </Paywall>
      <p>{ended}</p>
    </PaywallProvider>
  );
}
