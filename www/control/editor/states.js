// The states that a paywall is looked at in: on what device, by whom, when, with what the store says of its products.
import formerSubscriber from "../../../paywall-templates/contexts/former-subscriber.json" with { type: "json" };
import inTrial from "../../../paywall-templates/contexts/in-trial.json" with { type: "json" };
import lockedLesson from "../../../paywall-templates/contexts/locked-lesson.json" with { type: "json" };
import newVisitor from "../../../paywall-templates/contexts/new-visitor.json" with { type: "json" };
import newsletterLink from "../../../paywall-templates/contexts/newsletter-link.json" with { type: "json" };
import stock from "../../../paywall-templates/products.json" with { type: "json" };
import premiumOnTv from "../../../paywall-templates/contexts/premium-on-tv.json" with { type: "json" };

/**
 * @typedef {object} View
 * @property {string} form
 * @property {string} size width and height, such as `390x844`
 * @property {string} locale
 * @property {string} theme `light` or `dark`
 * @property {string} persona
 * @property {string} offers what the store offers, one of OFFERS
 * @property {string} time local time in the form of a `datetime-local` field; empty for now
 * @property {string} page the page of the paywall; empty for the first
 */

/** @type {Record<string, string[]>} */
export const SIZES = {
  phone: ["390x844", "360x800", "430x932", "844x390"],
  tablet: ["820x1180", "1180x820", "768x1024"],
  desktop: ["1440x900", "1280x720", "1920x1080"],
  television: ["1920x1080", "1280x720", "3840x2160"],
};

/** @type {Record<string, Record<string, any>>} */
export const PERSONAS = {
  "New visitor": newVisitor,
  "Former subscriber": formerSubscriber,
  "In a trial": inTrial,
  "At a locked lesson": lockedLesson,
  "From the newsletter": newsletterLink,
  "Premium on television": premiumOnTv,
};

/** @type {Record<string, string>} */
export const OFFERS = {
  store: "as the store has them",
  trial: "with a free trial",
  intro: "with a first price",
  none: "without offers",
  unknown: "prices not there yet",
};

/** @type {View} */
export const USUAL = {
  form: "phone",
  size: "390x844",
  locale: "en-US",
  theme: "light",
  persona: "New visitor",
  offers: "store",
  time: "",
  page: "",
};

/**
 * Reads a view out of the address; what the address does not say is usual.
 * @param {Record<string, string>} query
 * @param {Partial<View>} own what is usual for this paywall
 * @returns {View}
 */
export function viewOf(query, own) {
  const view = { ...USUAL, ...own };
  for (const name of /** @type {(keyof View)[]} */ (Object.keys(USUAL))) if (query[name]) view[name] = query[name];
  if (!query.size && !SIZES[view.form]?.includes(view.size)) view.size = SIZES[view.form]?.[0] ?? USUAL.size;
  return view;
}

/**
 * Writes what a view has that is not usual, for the address.
 * @param {View} view
 * @param {Partial<View>} own
 */
export function queryOf(view, own) {
  const usual = { ...USUAL, ...own };
  const names = /** @type {(keyof View)[]} */ (Object.keys(USUAL));
  return Object.fromEntries(names.map((name) => [name, view[name] === usual[name] ? null : view[name]]));
}

/** @param {View} view */
export function sizeOf({ size }) {
  const [width, height] = size.split("x").map(Number);
  return { width, height };
}

/**
 * Makes the request for a view.
 * @param {View} view
 * @param {string} paywall
 * @param {any[]} products the details of the products
 */
export function requestOf(view, paywall, products) {
  const { device, launch, ...customer } = PERSONAS[view.persona] ?? newVisitor;
  const now = view.time ? Date.parse(view.time) : Date.now();
  return {
    ...customer,
    launch: { context: launch?.context ?? {} },
    paywall,
    locale: view.locale,
    device: { ...device, formFactor: view.form, ...sizeOf(view) },
    products: offered(products, view.offers),
    now: Number.isFinite(now) ? now : Date.now(),
  };
}

/**
 * @param {any[]} products
 * @param {string} offers
 */
function offered(products, offers) {
  if (offers === "unknown") return [];
  if (offers === "store") return products;
  return products.map((product) => {
    const plain = product.offers.filter((/** @type {any} */ offer) => offer.offer_type === "default");
    const { price = 9.99, currency = "USD" } = plain[0] ?? {};
    if (!product.subscription_period || offers === "none") return { ...product, offers: plain };
    const first = { price: Math.round(price * 50) / 100, currency };
    const more =
      offers === "trial"
        ? { offer_type: "promo", price: 0, promo_period: { type: "day", count: 7 } }
        : { offer_type: "intro", price, promo_price: first, promo_period: product.subscription_period };
    return { ...product, offers: [...plain, { offer_ref_id: offers, currency, ...more }] };
  });
}

/** @type {[RegExp, string, number, number?][]} */
const PERIODS = [
  [/annual|year/i, "year", 59.99],
  [/quarter|season/i, "month", 24.99, 3],
  [/week/i, "week", 2.99],
  [/./, "month", 9.99],
];

/** @type {any[]} */
let given = [];

/**
 * Says what the store says of products, where that is known.
 * @param {any[]} details
 */
export function giveDetails(details) {
  given = details;
}

/**
 * Makes the details of products, so that texts have prices to show: those that were given, those of the stock products, and
 * examples of others.
 * @param {any[]} products those of a document
 */
export function exampleDetails(products) {
  const known = products.filter(({ sku_ref_id }) => sku_ref_id);
  const unique = [...new Map(known.map((product) => [product.sku_ref_id, product])).values()];
  return unique.map(({ sku_ref_id, sku_type = "subscription", name = "" }) => {
    const own = [...given, ...stock].find(({ product_ref_id }) => product_ref_id === sku_ref_id);
    if (own) return own;
    const text = `${name} ${sku_ref_id}`;
    const [, type, price, count = 1] = PERIODS.find(([pattern]) => pattern.test(text)) ?? [/./, "month", 9.99];
    return {
      product_ref_id: sku_ref_id,
      product_type: sku_type,
      name,
      ...(sku_type !== "one_time_purchase" && { subscription_period: { type, count } }),
      offers: [{ offer_type: "default", price, currency: "USD" }],
    };
  });
}

/**
 * Finds the form factor that a paywall is for: the first that a rule shows it on.
 * @param {import("./session.js").Session} session
 * @param {string} paywall
 */
export function usualOf(session, paywall) {
  /** @type {string[]} */
  const rules = JSON.parse(session.model.ids("campaign_rules"));
  for (const rule of rules) {
    const { segments = [] } = JSON.parse(session.model.part("campaign_rules", rule) ?? "{}");
    const segment = segments.find((/** @type {any} */ one) => JSON.stringify(one).includes(paywall));
    const forms = segment?.form_factors?.filter((/** @type {any} */ one) => !one.paywall || one.paywall === paywall);
    const [form] = forms?.map((/** @type {any} */ one) => one.form_factor) ?? [];
    if (form) return { form, size: SIZES[form]?.[0] ?? USUAL.size };
  }
  return {};
}
