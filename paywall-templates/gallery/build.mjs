// Writes the gallery: a document for each design of this folder.
//
//   node paywall-templates/gallery/build.mjs [--check]

import { readdirSync, readFileSync, writeFileSync } from "node:fs";

import { phone, television, wide } from "./frame.mjs";
import { common } from "./words.mjs";

const file = (name) => new URL(name, import.meta.url);
const products = {
  yearly: ["com.example.yearly", "subscription"],
  monthly: ["com.example.monthly", "subscription"],
  lifetime: ["com.example.lifetime", "one_time_purchase"],
  premium: ["com.example.premium.yearly", "subscription"],
};
const entitlement = { id: "full", entitlement_ref_id: "full", name: "Full access" };

function product([id, plan, line, badge], first) {
  const [sku_ref_id, sku_type] = products[id];
  return {
    id,
    name: `\${text.${plan}}`,
    sku_ref_id,
    sku_type,
    entitlements: [entitlement],
    featured: first,
    variables: {
      plan: `\${text.${plan}}`,
      line: `\${text.${line}}`,
      badge: badge ? `\${text.${badge}}` : "",
    },
  };
}

function paywall(design, screen, name, page) {
  const plans = design.products.map((entry, at) => product(entry, at === 0));
  return {
    id: `${design.id}-${screen}`,
    name: `${design.name} ${name}`,
    paywall_type: "component",
    fonts: {},
    sku_menus: [{ id: "plans", ref: "plans", name: "Plans", products: plans }],
    template: {
      id: `${design.id}-${screen}`,
      version: "1.0",
      min_sdk_version: "3.3.0",
      initialState: {
        currentPage: "plans",
        currentGroupId: "plans",
        fullScreenPresentation: true,
        groups: [{ id: "plans", displayName: "Plans", ref: "plans" }],
        selectedProducts: { plans: plans[0].id },
      },
      pages: [page],
    },
  };
}

const segment = (id, screen, factors) => ({
  segment: `${id}-${screen}`,
  split: 100,
  paywall: `${id}-${screen}`,
  form_factors: factors.map((form_factor) => ({ form_factor, supports_portrait: true, supports_landscape: true })),
});

/** Returns the document of a design: its three paywalls, and a rule that shows each on the screens it is for. */
export function document(design) {
  const sold = design.products.map(([id]) => ({
    id,
    name: id,
    sku_ref_id: products[id][0],
    sku_type: products[id][1],
    entitlements: [entitlement],
  }));
  const rule = {
    rule: "everyone",
    name: "Everyone",
    type: "default",
    segments: [
      segment(design.id, "phone", ["phone"]),
      segment(design.id, "wide", ["tablet", "desktop"]),
      segment(design.id, "television", ["television"]),
    ],
  };
  const paywalls = [
    paywall(design, "phone", "Phone", phone(design)),
    paywall(design, "wide", "Wide", wide(design)),
    paywall(design, "television", "TV", television(design)),
  ];
  return {
    $schema: "https://unpkg.com/paywall-runtime/schema/document.schema.json",
    products: sold,
    campaign_rules: [rule],
    paywalls,
    texts: { default: "en", locales: words(design, JSON.stringify([sold, paywalls])) },
  };
}

/** Returns the texts that a design uses, of all languages: its own, and those that all have in common. */
function words(design, text) {
  const used = (key) => text.includes(`\${text.${key}}`);
  return Object.fromEntries(
    Object.entries(common).map(([language, shared]) => {
      const all = { ...shared, ...design.words[language] };
      return [language, Object.fromEntries(Object.entries(all).filter(([key]) => used(key)))];
    }),
  );
}

/** Returns what a list says of a design. */
export function entry(design) {
  const forms = (paywall) =>
    document(design).campaign_rules[0].segments.find((one) => one.paywall === paywall).form_factors;
  return {
    name: design.id,
    title: design.name,
    about: design.about,
    paywalls: document(design).paywalls.map(({ id, name }) => ({
      id,
      name,
      form_factors: forms(id).map(({ form_factor }) => form_factor),
    })),
  };
}

/** Returns all designs, by their names. */
export async function designs() {
  const names = readdirSync(file("designs")).sort();
  return Promise.all(names.map(async (name) => (await import(`./designs/${name}`)).design));
}

/** Returns the files by their names. */
async function written() {
  const all = await designs();
  return {
    "index.json": all.map(entry),
    ...Object.fromEntries(all.map((design) => [`${design.id}.json`, document(design)])),
  };
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  for (const [name, content] of Object.entries(await written())) {
    const text = `${JSON.stringify(content, null, 1)}\n`;
    if (!process.argv.includes("--check")) writeFileSync(file(name), text);
    else if (readFileSync(file(name), "utf8") !== text) {
      console.error(`${name} is not what gallery/build.mjs writes`);
      process.exitCode = 1;
    }
  }
}
