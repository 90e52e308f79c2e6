// Documents and requests full of what attackers write, in every place that a text can come into a paywall.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "../node/cases.mjs";

/** Every attempt once, whatever place it was written for: each is put into all places. */
export const attempts = (() => {
  const places = JSON.parse(readFileSync(join(root, "tests/injections/attempts.json"), "utf8"));
  return [
    ...new Set(
      Object.values(places)
        .flatMap((sources) => Object.values(sources))
        .flat(),
    ),
  ];
})();

/** All attributes that the engine knows, but the one that hides a component. */
const attributes = (() => {
  const table = readFileSync(join(root, "runtime/src/document/attribute.rs"), "utf8");
  const rows = [...table.matchAll(/^ {4}\w+ "(\w+)" (.*), (?:Style|Content);$/gm)];
  return rows.map(([, name, types]) => ({ name, types })).filter(({ name }) => name !== "hidden");
})();

const kinds = [
  "container",
  "formContainer",
  "stack",
  "text",
  "text-list",
  "symbol",
  "image",
  "svgImage",
  "button",
  "spacer",
  "videoUrl",
  "qrCode",
  "collapseContainer",
  "toggleSwitch",
  "toggleButton",
  "radio",
  "segmentPickerItem",
  "playPauseButton",
  "volumeButton",
  "countdownTimerText",
  "progressIndicator",
  "progressBar",
];

/** The kinds that take all of an attempt in every attribute: all of them in turn, for each attempt some. */
const kindsOf = (index) => [0, 1].map((turn) => kinds[(index * 2 + turn) % kinds.length]);

/** Every attribute holds `text`, in the form that its type allows. */
function everywhere(text) {
  const value = (types) =>
    /OBJECT/.test(types) && !/TEXT/.test(types)
      ? { width: text, height: text, fillColor: text, days: text, seconds: text }
      : /LIST/.test(types)
        ? [text]
        : text;
  return Object.fromEntries(attributes.map(({ name, types }) => [name, value(types)]));
}

/** One component of each of these kinds that is nothing but `text`. */
const ofKinds = (text, which) =>
  which.map((component) => ({
    ...everywhere(text),
    component,
    id: text,
    title: text,
    components: [{ component: "text", text }],
  }));

/** Components whose attributes must be of sense, so that the text comes through elsewhere. */
function special(text) {
  const label = { component: "text", text };
  return [
    { component: text, text },
    ...[
      "[x](@)",
      "[@](https://ok.invalid/)",
      "**@**",
      "_@_",
      "# @",
      "- @",
      "<@>",
      "a\n\n@",
      '{{default "" "x"}}@',
      "{{@}}",
      "{{{@}}}",
      "${@}",
    ].map((form) => ({ component: "text", text: form.replace("@", () => text) })),
    { component: "text-list", texts: [text, `${text}\n${text}`], bulletComponent: { component: "symbol", name: text } },
    { component: "image", url: `https://ok.invalid/${text}`, alt: text },
    {
      component: "container",
      animation: { type: "wave", circle1Color: text, circle2Color: text, lineWidth: text, duration: text },
      components: [],
    },
    {
      component: "container",
      animation: { type: "pulse", scale: text, duration: text },
      fillImage: text,
      components: [],
    },
    {
      component: "container",
      conditionAttributes: [{ assertions: [{ value: "${state.yes}", operator: "set" }], attributes: everywhere(text) }],
      components: [],
    },
    {
      component: "responsiveGrid",
      loopSource: [{ t: text }],
      components: [{ component: "text", text: "${block.t}", fillColor: "${block.t}" }],
    },
    {
      component: "carouselContainer",
      id: text,
      loopSource: [{ t: text }, { t: "https://ok.invalid/b" }],
      showIndicators: true,
      components: [{ component: "image", url: "${slide.t}", alt: "${slide.t}" }],
    },
    {
      component: "countdownTimerText",
      mode: "duration",
      durationSeconds: 90,
      units: { minutes: true, seconds: true },
      labels: { minutes: text, seconds: text },
      labelPosition: "bottom",
      separator: text,
    },
    {
      component: "segmentPicker",
      components: [
        { component: "segmentPickerItem", id: text, text },
        { component: "segmentPickerItem", id: "b", text: "b" },
      ],
    },
    { component: "collapseContainer", id: text, open: true, collapseHeader: [label], components: [label] },
  ];
}

/** Components that get the text from outside the document, under `path`. */
const fromOutside = (path) => [
  ...(path.startsWith("launch.customA") ? ofKinds(`\${${path}}`, ["container", "text"]) : []),
  { component: "image", url: `\${${path}}`, alt: `\${${path}}`, fillColor: `\${${path}}` },
  { component: "text", text: `a [x](\${${path}}) **\${${path}}** {{default ${path} "x"}} {{${path}}}` },
  { component: "text", text: `{{{${path}}}}` },
];

/** Product groups that hold `some` attempts, a product each. */
function menusOf(some) {
  return some.map((text, index) => ({
    id: `m${index}`,
    name: text,
    display_name: text,
    ref: text,
    products: [
      {
        id: text,
        name: text,
        sku_ref_id: `r${index}`,
        sku_type: text,
        display_text: text,
        variables: { v: text, w: `\${sku.name} ${text}` },
        featured: true,
      },
    ],
  }));
}

/** What the store says of the products. */
function detailsOf(some) {
  return some.map((text, index) => ({
    product_ref_id: `r${index}`,
    product_type: text,
    name: text,
    description: text,
    offers: [
      { offer_type: "default", price: 1.5, currency: text, offer_ref_id: text },
      { offer_type: "promo", price: 0, currency: text, offer_ref_id: text },
    ],
  }));
}

/** A component that shows every fact of the products in a group. */
function sold(_, index) {
  const fields = ["name", "title", "description", "price", "v", "w", "display_text", "promo"];
  const components = fields.map((field) => ({
    component: "text",
    text: `\${sku.${field}}`,
    fillColor: `\${sku.${field}}`,
  }));
  return {
    component: "productContainer",
    subsetGroup: `m${index}`,
    components: [{ component: "button", components }],
  };
}

/** Components with `some` attempts in every attribute, and others that get them from outside the document. */
function componentsOf(some, names) {
  const namespaces = [
    "launch.customAttributes",
    "launch.customObject",
    "customer",
    "urlParams",
    "state",
    "state.formStates",
  ];
  const paths = names.flatMap((name) => namespaces.map((namespace) => `${namespace}.${name}`));
  return [
    ...some.flatMap((text, index) => [...ofKinds(text, kindsOf(index)), ...special(text)]),
    ...paths.flatMap(fromOutside),
    ...names.map(sold),
    { component: "text", text: "${state.purchaseError}" },
  ];
}

/** A document and a request that hold `some` attempts in every place. */
export function subject(some) {
  const [first] = some;
  const named = Object.fromEntries(some.map((text, index) => [`a${index}`, text]));
  const menus = menusOf(some);
  const components = componentsOf(some, Object.keys(named));
  const page = (name) => ({
    name,
    header: [],
    footer: [],
    backgroundContainer: { ...everywhere(first), component: "container", components: [] },
    contentContainer: { component: "container", direction: "vertical", components },
  });
  const initialState = {
    currentPage: "one",
    yes: true,
    ...named,
    groups: menus.map(({ id, name, ref }) => ({ id, displayName: name, ref })),
    currentGroupId: "m0",
    selectedProducts: {},
    formStates: named,
  };
  const pages = [page("one"), page(first)];
  const paywall = {
    id: "p",
    name: first,
    paywall_type: "component",
    sku_menus: menus,
    fonts: Object.fromEntries(some.map((text) => [text, { family: text, style: text, file: text }])),
    template: { id: first, version: first, codename: first, min_sdk_version: "3.3.0", pages, initialState },
  };
  const request = {
    paywall: "p",
    launch: { context: { customAttributes: named, customObject: named, productGroups: [], currentGroup: first } },
    customer: { attributes: named },
    device: { formFactor: "phone", width: 390, height: 844, osName: first, deviceModel: first, language: first },
    locale: first,
    // No more than ten reach a paywall.
    urlParams: Object.fromEntries(Object.entries(named).slice(-10)),
    products: detailsOf(some),
    page: { nonce: first, title: some.at(-1) },
  };
  return { document: { paywalls: [paywall] }, request };
}

/** A document of buttons, whose links, values and pages are `some` attempts. All of them have the id `go`. */
export function buttons(some) {
  const button = (text, onTap, more) => ({
    component: "button",
    id: "go",
    components: [{ component: "text", text }],
    onTap,
    ...more,
  });
  const components = some.flatMap((text) => [
    button(text, { function: "namiDeeplink", parameters: { url: text } }),
    button(text, { function: "none" }, { url: text }),
    button(text, { function: "setState", parameters: { formId: text, value: text } }),
    button(text, { function: "namiNavigateToScreen", parameters: { screen: text } }),
    button(text, { function: text, parameters: { partialState: { [text]: text, currentGroupId: text } } }),
  ]);
  const pages = [{ name: "one", contentContainer: { component: "container", components } }];
  const document = {
    paywalls: [
      {
        id: "p",
        name: "p",
        template: { min_sdk_version: "3.3.0", pages, initialState: { currentPage: "one", formStates: {} } },
      },
    ],
  };
  return { document, request: { paywall: "p" } };
}

/** The screen of a flow: what its steps have set, and a button to go on. */
function screenOf(some) {
  const video = "${state.appSuppliedVideoUrl}";
  const components = [
    { component: "videoUrl", url: video, fallbackImage: video },
    ...some.map((_, index) => ({
      component: "text",
      text: `\${state.userTags.a${index}} \${customer.a${index}} \${state.appSuppliedVideoName}`,
      fillColor: `\${state.userTags.a${index}}`,
    })),
    {
      component: "button",
      id: "go",
      components: [{ component: "text", text: "go" }],
      onTap: { function: "namiFlowControl" },
    },
  ];
  const page = {
    name: "one",
    header: [],
    footer: [],
    backgroundContainer: { component: "container", components: [] },
    contentContainer: { component: "container", components },
  };
  return {
    id: "p",
    name: some[0],
    paywall_type: "component",
    sku_menus: [],
    fonts: {},
    template: { id: "t", min_sdk_version: "3.3.0", initialState: { currentPage: "one" }, pages: [page] },
  };
}

/** The steps of a flow, which do everything with `some` attempts. */
function stepsOf(some) {
  const [text] = some;
  const act = (fn, parameters) => ({ id: text, function: fn, parameters });
  const actions = [
    act("setVideo", { name: text, url: text }),
    act("setTags", Object.fromEntries(some.map((text, index) => [`a${index}`, text]))),
    act("flowEvent", { said: some, filled: `{{ ${text} }} {{ launchContext.customAttributes.a0 }}` }),
    act(text, { [text]: text }),
  ];
  const block = (action) => [{ before: [], action, after: [] }];
  const begin = block([...actions, act("flowNav", { step: "shown" })]);
  const shown = { __appear__: block(actions), go: block(actions) };
  return [
    { id: "start", name: text, type: "entry", branch_tags: [], actions: { __default__: begin } },
    { id: "shown", name: text, type: "screen", screen: "p", branch_tags: [text], actions: shown },
  ];
}

/** A flow whose steps, tags, videos and events are `some` attempts; its campaign's label is `flow`. */
export function flow(some) {
  const [text] = some;
  const object = { id: text, name: text, screens: ["p"], steps: stepsOf(some), transition: text };
  const segment = {
    segment: text,
    split: 100,
    form_factors: [{ form_factor: "phone", supports_portrait: true, supports_landscape: true }],
    flow: { flow_id: text, object_id: text, object },
  };
  const document = {
    paywalls: [screenOf(some)],
    campaign_rules: [
      { rule: text, name: text, type: "label", value: "flow", external_segment: text, segments: [segment] },
    ],
  };
  const request = {
    launch: { label: "flow", context: { customAttributes: { a0: text } } },
    device: { formFactor: "phone", width: 390, height: 844 },
    page: { title: text },
  };
  return { document, request };
}
