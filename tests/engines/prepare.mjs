// Runs in the page: the stock paywalls, and what tests of people's taps and keys need.

/** Runs in the page: loads the stock document, and leaves what tests need on `window`. */
export async function prepare(source, products, now) {
  const [{ Runtime }, { present }] = await Promise.all(
    ["/www/dist/index.js", "/www/dist/present.js"].map((path) => import(path)),
  );
  const runtime = await Runtime.load(source);
  const here = /** @type {any} */ (window);
  document.body.style.margin = "0";
  here.present = present;
  here.events = [];
  here.make = (name, formFactor) => {
    const paywall = runtime.document.paywalls.find((it) => it.name === name);
    const device = { formFactor, width: innerWidth, height: innerHeight };
    const made = runtime.launch({ paywall: paywall.id, products, device, locale: "en-US", now });
    made.onAction(({ action }) => {
      here.events.push(action);
      return false;
    });
    return made;
  };
  here.mount = async (paywall) => {
    here.place = document.body.appendChild(document.createElement("div"));
    paywall.mount(here.place);
    await here.rest(here.place.shadowRoot);
  };
  here.focused = (root = here.place.shadowRoot) => root.activeElement?.dataset.id ?? null;
}

/** Runs in the page: the middle of a part. */
export function middleOf(selector) {
  const { place } = /** @type {any} */ (window);
  const { left, top, width, height } = place.shadowRoot.querySelector(selector).getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}
