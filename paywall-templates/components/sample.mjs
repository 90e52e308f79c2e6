// The paywall that shows all the components: a page that scrolls, and pages for televisions.

import { tokens as w } from "./words.mjs";

const group = "f7b7a0e4-4c61-4b83-9a40-31a3f2a3c001";
const ids = ["f7b7a0e4-4c61-4b83-9a40-31a3f2a3c010", "f7b7a0e4-4c61-4b83-9a40-31a3f2a3c011"];
const dark = "${state.formStates.dark}";
const inDark = (attributes) => [{ assertions: [{ value: dark, operator: "equals", expected: true }], attributes }];
const when = (value, operator, expected, attributes) => ({ assertions: [{ value, operator, expected }], attributes });
const plain = (attributes) => when("${sku.freeTrialEligible}", "notEquals", true, attributes);
const text = (words, fontSize, day, night, more = {}) => ({
  component: "text",
  text: words,
  fontSize,
  fontColor: day,
  fontName: "Inter",
  alignment: "left",
  conditionAttributes: inDark({ fontColor: night }),
  ...more,
});
const custom = (name, properties, more = {}) => ({
  component: `custom:${name}`,
  properties: { ...properties, dark },
  ...more,
});
const entries = (list, names) => list.map((entry) => Object.fromEntries(names.map((name, at) => [name, entry[at]])));
const pad = (top, side, bottom = top) => ({
  topPadding: top,
  leftPadding: side,
  rightPadding: side,
  bottomPadding: bottom,
});

const shape = (drawn, width) => ({
  url: `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 28">${drawn}</svg>`)}`,
  width,
});
const logos = [
  {
    ...shape(
      '<circle cx="14" cy="14" r="12"/><rect x="34" y="6" width="62" height="6" rx="3"/><rect x="34" y="17" width="42" height="6" rx="3"/>',
      96,
    ),
    alt: "Daily Compass",
  },
  { ...shape('<path d="M2 26L16 2l14 24z"/><rect x="40" y="9" width="56" height="10" rx="5"/>', 96), alt: "Summit" },
  {
    ...shape(
      '<rect x="2" y="2" width="24" height="24" rx="7"/><path d="M36 4h12v20H36zM54 4h18v6H54zm0 10h18v10H54zM78 4h14v20H78z"/>',
      96,
    ),
    alt: "Block Review",
  },
  {
    ...shape(
      '<path d="M2 14a12 12 0 0 1 24 0zM6 18h16v6H6z"/><rect x="36" y="5" width="60" height="4"/><rect x="36" y="12" width="60" height="4"/><rect x="36" y="19" width="38" height="4"/>',
      96,
    ),
    alt: "Lantern",
  },
];

/** The end of the offer: a moment that is the same for everybody, whenever they look. */
const ends = "2027-03-21T00:00";
/** Shows an offer of the family plan while it lasts, to customers who get it. */
const offered = (offer) => ({
  component: "countdown",
  mode: "targetDateTime",
  targetDateTime: ends,
  direction: "vertical",
  width: "100%",
  product: "e59b514e-ba03-4093-a088-7f0ebe45d433",
  components: [offer],
  endComponents: [],
  conditionAttributes: [when("${sku.introEligible}", "notEquals", true, { hidden: true })],
});

/** Returns all components by name; `large` ones for televisions. */
function shown(large) {
  const use = (name, properties, more) => custom(name, large ? { ...properties, large } : properties, more);
  return {
    offer: offered(
      use("countdown-offer", { title: w.offer.title, text: w.offer.text, until: ends, labels: w.offer.labels }),
    ),
    plans: use("plan-cards", { name: "${sku.plan}", badge: "${sku.badge}", detail: "${sku.line}", period: w.period }),
    timeline: use("trial-timeline", {
      title: w.timeline.title,
      steps: entries(w.timeline.steps, ["icon", "title", "text"]),
    }),
    features: use("feature-list", {
      title: w.features.title,
      items: entries(w.features.items, ["icon", "title", "text"]),
    }),
    table: use("comparison-table", {
      title: w.table.title,
      columns: w.table.columns,
      featured: w.table.columns[1],
      yes: w.table.yes,
      no: w.table.no,
      rows: w.table.rows.map(([title, ...cells]) => ({ title, cells })),
    }),
    quotes: use("testimonials", {
      title: w.quotes.title,
      items: entries(w.quotes.items, ["text", "name", "detail", "initials", "stars"]),
    }),
    logos: use("logo-strip", { title: w.logos, logos }),
    faq: use("faq", { title: w.faq.title, items: entries(w.faq.items, ["question", "answer"]) }),
  };
}

const background = {
  component: "container",
  direction: "vertical",
  width: "100%",
  height: "100%",
  fillColor: "#f3f6f2",
  conditionAttributes: inDark({ fillColor: "#0e1512" }),
};
const button = (id, words, onTap, size, more = {}) => ({
  component: "button",
  id,
  direction: "horizontal",
  width: "100%",
  height: size * 3.2,
  borderRadius: size * 1.6,
  fillColor: "#1b6b48",
  focusedFillColor: "#0b2b20",
  focusedBorderColor: "#7ddcae",
  focusedBorderWidth: 4,
  focusedBorderRadius: size * 1.6,
  onTap,
  conditionAttributes: inDark({ fillColor: "#7ddcae", focusedFillColor: "#ffffff", focusedBorderColor: "#1b6b48" }),
  ...more,
  components: [label(words, size)],
});
/** The words of a button. The one that buys speaks of a free trial only where there is one. */
const label = (words, size) => {
  const made = text(`**${words}**`, size, "#ffffff", "#07261a", { alignment: "center" });
  if (words === w.buy) made.conditionAttributes.push(plain({ text: `**${w.continue}**` }));
  return made;
};
/** A button of televisions that is less than the one that buys. */
const quiet = (id, words, onTap, more) => {
  const made = button(id, words, onTap, 30, { ...more, fillColor: "#dfe6df" });
  made.conditionAttributes = inDark({ ...made.conditionAttributes[0].attributes, fillColor: "#26332d" });
  made.components = [
    text(words, 30, "#14211b", "#f2f6f3", {
      alignment: "center",
      focusedFontColor: "#ffffff",
      conditionAttributes: inDark({ fontColor: "#f2f6f3", focusedFontColor: "#07261a" }),
    }),
  ];
  return made;
};
/** What a purchase costs, and when. */
const price = (size, more) => {
  const made = text(w.buyHint, size, "#55645c", "#a9b7af", more);
  made.conditionAttributes.push(plain({ text: w.priceLine }));
  return made;
};
const buys = {
  onTap: { function: "namiPurchaseSelectedSKU" },
  trial: when("${sku.freeTrialEligible}", "equals", true, { onTap: { function: "namiBuySKU" } }),
};
const buyButton = (id, size, more) => {
  const made = button(id, w.buy, buys.onTap, size, more);
  made.conditionAttributes.push(buys.trial);
  return made;
};
const round = (id, name, label, onTap) => ({
  component: "button",
  id,
  width: 40,
  height: 40,
  borderRadius: 20,
  fillColor: "#e4e9e3",
  screenreaderText: label,
  onTap,
  conditionAttributes: inDark({ fillColor: "#26332d" }),
  components: [
    {
      component: "symbol",
      name,
      fontSize: 16,
      fontColor: "#14211b",
      conditionAttributes: inDark({ fontColor: "#f2f6f3" }),
    },
  ],
});
const night = () => ({
  component: "toggleSwitch",
  id: "dark",
  formId: "dark",
  screenreaderText: w.dark,
  onTap: { function: "setState", parameters: { formId: "dark" } },
  inactivePlateFillColor: "#75857c",
  activePlateFillColor: "#3d8f69",
  inactiveHandleFillColor: "#ffffff",
  activeHandleFillColor: "#ffffff",
});

/** A column of the width of its place. */
const part = (spacing, components, more = {}) => ({
  component: "container",
  direction: "vertical",
  width: "100%",
  spacing,
  ...more,
  components,
});

/** The bottom of the page: the button that buys, what it costs, and a way to restore. */
function bottom() {
  const link = (id, words, onTap) => ({
    component: "button",
    id,
    height: 32,
    leftPadding: 10,
    rightPadding: 10,
    onTap,
    components: [text(words, 13, "#55645c", "#a9b7af", { alignment: "center" })],
  });
  const legal = text(w.legal, 12, "#55645c", "#a9b7af", { alignment: "center" });
  const restore = link("restore", w.restorePurchases, { function: "namiRestorePurchases" });
  const buying = part(6, [buyButton("buy", 17), price(13, { alignment: "center", width: "100%" }), legal, restore], {
    horizontalAlignment: "center",
    conditionAttributes: [when("${state.viewportWidth}", "gte", 1000, { width: 940 })],
  });
  return part(0, [buying], {
    ...pad(10, 20, 4),
    horizontalAlignment: "center",
    fillColor: "#f3f6f2",
    borderWidth: 1,
    borders: ["top"],
    borderColor: "#dde4df",
    conditionAttributes: inDark({ fillColor: "#0e1512", borderColor: "#34423b" }),
  });
}

function page() {
  const all = shown();
  const bar = {
    component: "container",
    direction: "horizontal",
    width: "100%",
    spacing: 14,
    verticalAlignment: "center",
    horizontalAlignment: "left",
    components: [
      text(`**${w.brand}**`, 20, "#1b6b48", "#7ddcae"),
      { component: "spacer" },
      night(),
      round("close", "CloseOutlined", w.close, { function: "namiClosePaywall" }),
    ],
  };
  const title = text(`# ${w.title}`, 17, "#14211b", "#f2f6f3", { width: "100%" });
  const subtitle = text(w.subtitle, 17, "#55645c", "#a9b7af", { width: "100%" });
  const hero = part(10, [title, subtitle], { horizontalAlignment: "left" });
  const { offer, plans, timeline, features, table, quotes, logos, faq } = all;
  const parts = [bar, hero, plans, offer, timeline, features, table, quotes, logos, faq];
  const wide = { value: "${state.viewportWidth}", operator: "gte", expected: 1000 };
  const column = part(36, parts, {
    ...pad(16, 20, 48),
    horizontalAlignment: "left",
    verticalAlignment: "top",
    conditionAttributes: [{ assertions: [wide], attributes: { width: 980 } }],
  });
  const content = {
    component: "container",
    direction: "vertical",
    width: "100%",
    height: "100%",
    horizontalAlignment: "center",
    verticalAlignment: "top",
    components: [column],
  };
  return [
    {
      name: "all",
      header: null,
      footer: [bottom()],
      stickyFooter: true,
      backgroundContainer: background,
      contentContainer: content,
    },
  ];
}

function televisionPage(name, components, [to, words], more = {}) {
  const first = name === "plans";
  const foot = {
    component: "container",
    direction: "horizontal",
    width: "100%",
    spacing: 24,
    horizontalAlignment: "left",
    components: [
      buyButton(first ? "buy" : `buy-${name}`, 30, { width: 560 }),
      button(`turn-to-${to}`, words, { function: "namiNavigateToScreen", parameters: { screen: to } }, 30, {
        width: 440,
        ...more,
      }),
      quiet(`restore-${name}`, w.restore, { function: "namiRestorePurchases" }, { width: 340 }),
      quiet(`close-${name}`, w.notNow, { function: "namiClosePaywall" }, { width: 300 }),
    ],
  };
  const said = price(24, {});
  const content = {
    component: "container",
    direction: "vertical",
    width: "100%",
    height: "100%",
    ...pad(60, 110),
    horizontalAlignment: "left",
    verticalAlignment: "top",
    spacing: 0,
    components: [
      { component: "spacer" },
      {
        component: "container",
        direction: "vertical",
        width: "100%",
        spacing: 40,
        horizontalAlignment: "left",
        components: [...components, foot, said],
      },
      { component: "spacer" },
    ],
  };
  return { name, header: null, footer: null, backgroundContainer: background, contentContainer: content };
}

function televisionPages() {
  const all = shown(true);
  const hero = {
    component: "container",
    direction: "vertical",
    width: "100%",
    spacing: 12,
    horizontalAlignment: "left",
    components: [text(`# ${w.title}`, 34, "#14211b", "#f2f6f3"), text(w.subtitle, 30, "#55645c", "#a9b7af")],
  };
  return [
    televisionPage("plans", [hero, all.plans, all.timeline], ["more", w.more]),
    televisionPage("more", [all.features, all.quotes], ["compare", w.table.title], { focused: true }),
    televisionPage("compare", [all.table, all.logos], ["questions", w.faq.title], { focused: true }),
    televisionPage("questions", [all.offer, all.faq], ["plans", w.back], { focused: true }),
  ];
}

function product(id, sku, type, name, featured, variables) {
  return {
    id,
    name,
    sku_ref_id: sku,
    sku_type: type,
    entitlements: [],
    featured,
    display_text: "",
    sub_display_text: "",
    variables,
  };
}

function paywall(id, name, pages, more) {
  const yearly = product(
    "0835ba8d-216f-4cf5-a2f9-7b644a408394",
    "fern.plus.annual",
    "subscription",
    "Plus Yearly",
    true,
    { plan: w.yearly, badge: w.badge, line: w.save },
  );
  const monthly = product(
    "5afa5c80-4a3a-40ea-a1f8-4d57a9bc74e1",
    "fern.plus.monthly",
    "subscription",
    "Plus Monthly",
    false,
    { plan: w.monthly, badge: "", line: w.flexible },
  );
  const family = product(
    "e59b514e-ba03-4093-a088-7f0ebe45d433",
    "fern.family.annual",
    "subscription",
    "Family Yearly",
    false,
    { plan: w.family, badge: "", line: w.sixPeople },
  );
  const state = {
    currentPage: pages[0].name,
    fullScreenPresentation: true,
    formStates: {},
    openHeaderIds: [],
    currentGroupId: group,
    groups: [{ id: group, displayName: w.plans, ref: "components" }],
    selectedProducts: { [group]: yearly.id },
    ...more,
  };
  return {
    id,
    name,
    paywall_type: "component",
    fonts: {},
    sku_menus: [
      { id: group, name: "Plans", display_name: w.plans, ref: "components", products: [yearly, monthly, family] },
    ],
    template: {
      id,
      version: "1.0",
      codename: name,
      doc_link: "",
      min_sdk_version: "3.3.0",
      capabilities: [],
      displaySingleGroup: false,
      initialState: state,
      pages,
    },
  };
}

/** Returns the two paywalls: one for screens that people hold or sit at, one for televisions. */
export function paywalls() {
  return [paywall(ids[0], "Fern Components", page()), paywall(ids[1], "Fern Components TV", televisionPages())];
}

const factors = (names) =>
  names.map((form_factor) => ({ form_factor, supports_portrait: true, supports_landscape: true }));
const segment = (segment, paywall, names) => ({
  segment,
  split: 100,
  form_factors: factors(names),
  paywall,
  conversion_event_type: null,
  conversion_event_url: null,
});
/** Returns the campaign that leads to these paywalls. */
export const rule = {
  rule: "f7b7a0e4-4c61-4b83-9a40-31a3f2a3c002",
  name: "Components",
  type: "label",
  value: "components",
  external_segment: null,
  segments: [
    segment("f7b7a0e4-4c61-4b83-9a40-31a3f2a3c003", ids[0], ["phone", "tablet", "desktop"]),
    segment("f7b7a0e4-4c61-4b83-9a40-31a3f2a3c004", ids[1], ["television"]),
  ],
};
