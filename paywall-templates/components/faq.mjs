import { card, column, each, heading, pad, part, rest, row, text, when, symbol, assertion } from "./parts.mjs";

export const title = "FAQ";
export const properties = {
  title: { type: "text" },
  items: { type: "list", required: true, description: "{question, answer}" },
  name: { type: "text", default: "faq", description: "begins the ids of the drawers: one of each on a paywall" },
};
const id = "{{@root.name}}-{{@index}}";
const header = row(
  { width: "100%", verticalAlignment: "center", spacing: [12, 22], ...pad([14, 21], [17, 29]) },
  text("**{{question}}**", [16, 27], "@ink", rest),
  symbol("PlusOutlined", [14, 24], "@accent", {
    also: [when(assertion("${state.openHeaderIds}", "contains", `"${id}"`), { name: "MinusOutlined" })],
  }),
);
export const template = column(
  { width: "100%", spacing: [16, 28] },
  heading,
  column(
    { width: "100%", spacing: [10, 18] },
    each(
      "items",
      part(
        "collapseContainer",
        {
          id,
          width: "100%",
          horizontalAlignment: "left",
          ...card,
          borderWidth: [2, 4],
          focusedBorderColor: "@accent",
        },
        text("{{answer}}", [15, 25], "@muted", { width: "100%", ...pad(0, [17, 29]), bottomPadding: [14, 21] }),
      ).replace(/}$/, `,"collapseHeader":${header}}`),
    ),
  ),
);
