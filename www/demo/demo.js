// A whole web app with paywalls: load once, launch by label, do what the events say.
import { Runtime } from "/dist/index.js";

const place = document.getElementById("paywall");
const status = document.getElementById("status");
const page = document.querySelector("main");

const [cloudDocument, products] = await Promise.all(
  ["/api/document", "/api/products"].map((url) => fetch(url).then((answer) => answer.json())),
);
const runtime = await Runtime.load(cloudDocument);

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-launch]"))) {
  button.addEventListener("click", () => show(button.dataset.launch, button));
}

function show(label, opener) {
  const context = { customAttributes: { feature: "the Italian course" } };
  const paywall = runtime.launch(label, { launch: { context }, products, customer: { deviceId: deviceId() } });
  paywall.onAction(({ action, sku, deeplinkUrl }) => {
    if (action === "BUY_SKU" || action === "PURCHASE_SELECTED_SKU") done(`Thank you for buying ${sku.name}.`);
    if (action === "RESTORE_PURCHASES") done("Nothing to restore.");
    if (action === "SIGN_IN") done("Here the app would ask who you are.");
    if (action === "DEEPLINK") open(deeplinkUrl, "_blank", "noopener");
    if (action === "CLOSE_PAYWALL") done("You are learning for free.");
  });
  page.hidden = true;
  paywall.mount(place);

  function done(message) {
    paywall.unmount();
    page.hidden = false;
    status.textContent = message;
    opener.focus();
  }
}

/** Keeps one id per browser, so that a customer stays on one side of an A/B test. */
function deviceId() {
  const known = localStorage.getItem("deviceId") ?? crypto.randomUUID();
  localStorage.setItem("deviceId", known);
  return known;
}
