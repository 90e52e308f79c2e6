// The module's texts for a grid of locales, currencies, amounts and periods, beside those of `Intl`. Runs in a page.

import { answerOf } from "/tests/node/answer.mjs";

const bytes = (value) => new TextEncoder().encode(JSON.stringify(value));

/** Every price, period and moment of the grid in one paywall: a text each. */
function document(texts) {
  const product = (sku) => ({ id: sku, sku_ref_id: sku, name: sku });
  return {
    paywalls: [
      {
        id: "grid",
        name: "Grid",
        paywall_type: "component",
        sku_menus: [
          {
            id: "all",
            name: "All",
            ref: "all",
            products: texts.products.map(({ product_ref_id }) => product(product_ref_id)),
          },
        ],
        template: {
          min_sdk_version: "3.2.0",
          initialState: { currentGroupId: "all" },
          pages: [
            {
              name: "one",
              contentContainer: {
                component: "container",
                components: [
                  {
                    component: "productContainer",
                    productBaseComponents: [{ component: "text", text: "${sku.price}${sku.duration}" }],
                  },
                  ...texts.moments.map(({ at, format }) => ({
                    component: "text",
                    text: String(at),
                    dateTimeFormat: format,
                  })),
                ],
              },
            },
          ],
        },
      },
    ],
  };
}

/** The texts in the order of the grid. */
export function written(host, locale, grid) {
  const question = {
    paywall: "grid",
    locale,
    now: 0,
    products: grid.products,
    device: { formFactor: "phone", width: 390, height: 844 },
  };
  const answer = JSON.parse(
    new TextDecoder().decode(
      answerOf(host, { operation: "render", document: bytes(document(grid)), request: bytes(question) }),
    ),
  );
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return [...answer.ok.html.matchAll(/<div[^>]*>([^<]*)<\/div>/g)]
    .map(([, text]) => unescaped(text))
    .filter((text) => text !== "");
}

function unescaped(text) {
  return text
    .replaceAll("&nbsp;", "\u00a0")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}

/** Products that stand for the prices and periods to write. */
export function gridOf({ currencies, amounts, periods, moments }) {
  const products = [];
  for (const currency of currencies) {
    for (const price of amounts) {
      products.push({ product_ref_id: `${currency} ${price}`, offers: [{ offer_type: "default", price, currency }] });
    }
  }
  for (const [count, type] of periods) {
    products.push({ product_ref_id: `${count} ${type}`, subscription_period: { type, count } });
  }
  return { products, moments };
}

/** The same by `Intl`. */
export function expected(locale, grid) {
  const texts = grid.products.map(({ offers, subscription_period: period }) => {
    if (period)
      return new Intl.NumberFormat(locale, { style: "unit", unit: period.type, unitDisplay: "long" }).format(
        period.count,
      );
    const [{ price, currency }] = offers;
    return new Intl.NumberFormat(locale, { style: "currency", currency }).format(price);
  });
  const moments = grid.moments.map(({ at, options }) =>
    new Intl.DateTimeFormat(locale, { ...options, calendar: "gregory", timeZone: "UTC" }).format(at),
  );
  return [...texts, ...moments];
}

/** All differences of a locale, as `{locale, what, ours, theirs}`. */
export function differences(host, locale, grid) {
  const [ours, theirs] = [written(host, locale, grid), expected(locale, grid)];
  if (ours.length !== theirs.length) return [{ locale, what: "count", ours: ours.length, theirs: theirs.length }];
  const names = [
    ...grid.products.map(({ product_ref_id }) => product_ref_id),
    ...grid.moments.map(({ format, at }) => `${format} ${at}`),
  ];
  return names.flatMap((what, at) =>
    ours[at] === theirs[at] ? [] : [{ locale, what, ours: ours[at], theirs: theirs[at] }],
  );
}
