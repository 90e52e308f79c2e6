import { column, disc, each, given, heading, rest, row, text, wrap } from "./parts.mjs";

export const title = "Feature list";
export const properties = {
  title: { type: "text" },
  items: { type: "list", required: true, description: "{icon, title, text}; icons are symbols by name" },
};
export const template = column(
  { width: "100%", spacing: [18, 32] },
  heading,
  wrap(
    { spacing: [18, 36] },
    each(
      "items",
      row(
        { width: "100%", spacing: [14, 24], wide: { width: "48%" } },
        disc("{{#if icon}}{{icon}}{{else}}CheckOutlined{{/if}}", [40, 68], "@accent", "@soft"),
        column(
          { ...rest, spacing: [3, 6] },
          text("**{{title}}**", [16, 28], "@ink"),
          given("text", text("{{text}}", [15, 25], "@muted")),
        ),
      ),
    ),
  ),
);
