// Prices for a document that came without product details, so that its texts have something to show.

/** @type {[RegExp, string, number, number?][]} */
const PERIODS = [
  [/annual|year/i, "year", 59.99],
  [/quarter|season/i, "month", 24.99, 3],
  [/week/i, "week", 2.99],
  [/./, "month", 9.99],
];

export function exampleDetails(products) {
  return products
    .filter((product) => product.sku_ref_id)
    .map(({ sku_ref_id, sku_type, name }) => {
      const [, type, price, count = 1] = PERIODS.find(([pattern]) => pattern.test(`${name} ${sku_ref_id}`));
      return {
        product_ref_id: sku_ref_id,
        product_type: sku_type,
        name,
        description: name,
        ...(sku_type !== "one_time_purchase" && { subscription_period: { type, count } }),
        offers: [{ offer_type: "default", price, currency: "USD" }],
      };
    });
}
