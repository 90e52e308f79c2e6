import { column, disc, each, given, heading, part, raw, rest, row, text } from "./parts.mjs";

export const title = "Trial timeline";
export const properties = {
  title: { type: "text" },
  steps: { type: "list", required: true, description: "{icon, title, text}, in order" },
};
const down = part("container", {
  position: "top-top",
  moveX: 19,
  width: 2,
  height: "100%",
  fillColor: "@accent",
  wide: { hidden: true },
});
const across = part("container", {
  position: "top-top",
  moveY: [19, 31],
  width: "100%",
  height: 2,
  fillColor: "@accent",
  narrow: { hidden: true },
});
export const template = column(
  { width: "100%", spacing: [18, 32] },
  heading,
  column(
    { width: "100%", wide: { direction: "horizontal" } },
    each(
      "steps",
      row(
        { width: "100%", wide: { direction: "vertical", width: 0, grow: true } },
        disc("{{#if icon}}{{icon}}{{else}}CheckOutlined{{/if}}", [40, 64], "@onAccent", "@accent", { zIndex: 1 }),
        column(
          {
            ...rest,
            spacing: [3, 6],
            topPadding: 2,
            leftMargin: 16,
            bottomPadding: raw("{{#if @last}}0{{else}}24{{/if}}"),
            wide: { width: "100%", leftMargin: 0, topMargin: 14, rightPadding: 24, bottomPadding: 0 },
          },
          text("**{{title}}**", [16, 28], "@ink"),
          given("text", text("{{text}}", [15, 25], "@muted")),
        ),
        `{{#unless @last}}${down},${across},{{/unless}}`,
      ),
    ),
  ),
);
