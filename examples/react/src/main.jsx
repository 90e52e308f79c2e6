import { Paywall, PaywallProvider, usePaywall } from "paywall-runtime/react";
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";

const products = await (await fetch("/products.json")).json();
const purchase = async (sku) => ({ receipt: `of ${sku.skuId}` }); // your shop

function Settings() {
  const present = usePaywall();
  const [ended, setEnded] = useState();
  const upgrade = async () => setEnded((await present("settings", { request: { products }, purchase })).type);
  return (
    <>
      <button type="button" onClick={upgrade}>
        Upgrade
      </button>
      <p>{ended}</p>
    </>
  );
}

function Offer() {
  const [ended, setEnded] = useState();
  return (
    <Paywall
      request={{ products }}
      purchase={purchase}
      onEnd={(outcome) => setEnded(outcome.type)}
      fallback={<p>One moment…</p>}
      none={<p>{ended}</p>}
    />
  );
}

createRoot(document.getElementById("app")).render(
  <StrictMode>
    <PaywallProvider document="/paywalls.json">{location.hash ? <Offer /> : <Settings />}</PaywallProvider>
  </StrictMode>,
);
