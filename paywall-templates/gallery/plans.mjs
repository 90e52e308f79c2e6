// The ways in which plans are shown: rows below each other, or cards side by side.

import { chosen, intro, is, noIntro, once, pad, rest, trial } from "./kit.mjs";

const select = { function: "namiSelectSKU" };
const chose = (attributes) => [[chosen], attributes];

/** The price, struck through where the product has an introductory one, which stands beside it. */
function price({ text, row, theme }, s, more = {}) {
  const plain = text("**${sku.price}**", s.price, "@ink", { when: [[[intro], { hidden: true }]] });
  const both = row(
    { spacing: Math.round(s.price / 3), verticalAlignment: "center", when: [[[noIntro], { hidden: true }]] },
    text("${sku.price}", s.small, "@muted", { strikethrough: true }),
    text("**${sku.introductoryPrice}**", s.price, "@ink"),
  );
  return [plain, ...(theme.intro ? [both] : [])].map((one) => ({ ...one, ...more }));
}

function badge({ text, row }, s, more = {}) {
  return row(
    { fillColor: "@accent", borderRadius: s.small, ...pad(Math.round(s.tiny / 4), Math.round(s.tiny * 0.7)), ...more },
    text("**${sku.badge}**", s.tiny, "@onAccent", { alignment: "center" }),
  );
}
const unnamed = [[is("${sku.badge}", "notSet")], { hidden: true }];

function choice(kit, s, attributes, components) {
  return kit.button(
    undefined,
    select,
    {
      title: "Plan",
      width: "100%",
      height: "fitContent",
      verticalAlignment: "center",
      horizontalAlignment: "left",
      fillColor: "@card",
      borderWidth: 2,
      borderColor: "@line",
      borderRadius: kit.theme.radius ?? s.radius,
      hoveredBorderColor: "@accent",
      focusedBorderColor: "@focus",
      focusedBorderWidth: s.large ? 6 : 3,
      focusedBorderRadius: kit.theme.radius ?? s.radius,
      when: [chose({ borderColor: "@accent", fillColor: "@chosen" })],
      ...attributes,
    },
    ...components,
  );
}

/** A row for each product: a sign, the name with a line below it, the price at the end. */
export function rows(kit, s) {
  const { part, column, row, text, symbol } = kit;
  const sign = symbol("CheckCircleFilled", s.lead * 1.3, "@line", {
    title: "Sign",
    when: [chose({ fontColor: "@accent" })],
  });
  const name = row(
    { spacing: s.tiny * 0.7, verticalAlignment: "center" },
    text("**${sku.plan}**", s.lead, "@ink", { keepWords: true }),
    badge(kit, s, { when: [unnamed] }),
  );
  const words = column({ ...rest, spacing: Math.round(s.tiny / 4) }, name, text("${sku.line}", s.small, "@muted"));
  const amount = column(
    { spacing: 2, horizontalAlignment: "right" },
    ...price(kit, s),
    text("/ ${sku.period}", s.small, "@muted", { when: [[[once], { hidden: true }]] }),
  );
  const inside = [...(s.large ? [] : [sign]), words, amount];
  return part(
    "productContainer",
    { direction: "vertical", width: "100%", spacing: s.gap * 0.6, horizontalAlignment: "left" },
    [choice(kit, s, { gap: s.gap * 0.7, ...pad(s.gap * 0.75, s.gap * 0.9) }, inside)],
  );
}

/** Cards side by side, each with the price below the name. */
export function cards(kit, s) {
  const { part, text, row } = kit;
  const top = row(
    { spacing: s.tiny * 0.6, verticalAlignment: "center", width: "100%", horizontalAlignment: "left" },
    text("**${sku.plan}**", s.body, "@ink"),
  );
  const label = badge(kit, s, { topMargin: s.tiny * -1.1, when: [unnamed] });
  const none = row({ height: s.tiny * 0.55, when: [[[is("${sku.badge}", "set")], { hidden: true }]] });
  return part(
    "productContainer",
    { direction: "horizontal", width: "100%", spacing: s.gap * 0.7, verticalAlignment: "stretch", topPadding: s.tiny },
    [
      choice(
        kit,
        s,
        {
          direction: "vertical",
          ...rest,
          gap: s.tiny * 0.45,
          verticalAlignment: "top",
          leftPadding: s.gap * 0.8,
          rightPadding: s.gap * 0.8,
          bottomPadding: s.gap * 0.8,
        },
        [label, none, top, ...price(kit, { ...s, price: s.price * 1.15 }), text("${sku.line}", s.small, "@muted")],
      ),
    ],
  );
}

/** The button that buys, and in plain words what it will cost and when. */
export function buying(kit, s, id = "buy") {
  const { button, text, column, theme } = kit;
  const words = text("**${text.buy}**", s.lead, "@onAccent", {
    alignment: "center",
    when: [
      [[trial], { text: "**${text.buy-trial}**" }],
      [[once], { text: "**${text.buy-once}**" }],
    ],
  });
  const buy = button(
    id,
    { function: "namiPurchaseSelectedSKU" },
    {
      title: "Buy",
      width: "100%",
      height: s.button,
      borderRadius: theme.pill === false ? theme.radius : s.button / 2,
      fillColor: "@action",
      focusedBorderColor: "@focus",
      focusedBorderWidth: s.large ? 6 : 3,
      focusedBorderRadius: theme.pill === false ? theme.radius : s.button / 2,
      when: [[[trial], { onTap: { function: "namiBuySKU" } }]],
    },
    { ...words, fontColor: words.fontColor },
  );
  const says = text("${text.say-plain}", s.small, "@muted", {
    alignment: s.large ? "left" : "center",
    width: "100%",
    lineHeight: 1.35,
    when: [
      [[trial], { text: "${text.say-trial}" }],
      ...(theme.intro ? [[[intro], { text: "${text.say-intro}" }]] : []),
      [[once], { text: "${text.say-once}" }],
    ],
  });
  return column({ width: "100%", spacing: s.small * 0.75 }, buy, says);
}
