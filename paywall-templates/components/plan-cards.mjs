import { assertion, card, given, pad, part, raw, rest, row, text, when } from "./parts.mjs";

export const title = "Plan cards";
export const properties = {
  group: { type: "text", default: "${state.currentGroupId}", description: "the product group, by its id" },
  name: { type: "text", default: "${sku.name}" },
  price: { type: "text", default: "${sku.price}" },
  period: { type: "text", default: "/ ${sku.period}" },
  detail: { type: "text", description: "a line below the price, such as ${sku.save}" },
  badge: { type: "text", description: "such as ${sku.badge}; shown where it holds something" },
  action: { type: "action", default: { function: "namiSelectSKU" } },
};
const selected = assertion("${sku.id}", "equals", '"${state.selectedProducts.${state.currentGroupId}}"');
const isSet = (name) => assertion(`{{${name}}}`, "set", true);
const shown = (name, component) =>
  given(name, `{"component":"condition","assertions":[${isSet(name)}],"components":[${component}]}`);
const plan = part(
  "button",
  {
    id: "plan",
    direction: "vertical",
    width: "100%",
    horizontalAlignment: "left",
    verticalAlignment: "top",
    ...card,
    borderWidth: [2, 5],
    ...pad([18, 32], [18, 34]),
    focusedBorderColor: "@ink",
    onTap: raw("{{action}}"),
    wide: { width: 0, grow: true },
    also: [when(selected, { borderColor: "@accent", fillColor: "@soft" })],
  },
  row(
    { width: "100%", verticalAlignment: "center", spacing: [10, 18] },
    part("radio", {
      width: [22, 36],
      height: [22, 36],
      innerPadding: [5, 8],
      activeFillColor: "@accent",
      activeBorderColor: "@accent",
      activeBorderWidth: 2,
      inactiveBorderColor: "@muted",
      inactiveBorderWidth: 2,
    }),
    text("**{{name}}**", [17, 30], "@ink", rest),
  ),
  row(
    { width: "100%", verticalAlignment: "bottom", spacing: [6, 10], topMargin: [10, 18] },
    text("**{{price}}**", [28, 52], "@ink"),
    given("period", text("{{period}}", [14, 25], "@muted", { bottomPadding: [4, 8] })),
  ),
  shown("detail", text("{{detail}}", [14, 24], "@accent", { topMargin: [4, 8] })),
  shown(
    "badge",
    row(
      { position: "right-top", moveY: "-50%", fillColor: "@accent", borderRadius: [12, 20], ...pad([4, 7], [10, 18]) },
      text("**{{badge}}**", [12, 21], "@onAccent", { alignment: "center" }),
    ),
  ),
);
export const template = part(
  "productContainer",
  {
    subsetGroup: "{{group}}",
    direction: "vertical",
    width: "100%",
    spacing: [18, 24],
    wide: { direction: "horizontal" },
  },
  plan,
);
