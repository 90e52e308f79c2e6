import { column, each, pad, part, text, wrap } from "./parts.mjs";

export const title = "Logo strip";
export const properties = {
  title: { type: "text" },
  logos: {
    type: "list",
    required: true,
    description: "{url, alt, width}: pictures whose shape is drawn in one colour",
  },
};
const logo = part("svgImage", {
  url: "{{url}}",
  screenreaderText: "{{alt}}",
  fontColor: "@muted",
  width: [96, 164],
  height: [28, 48],
});
const place = { direction: "horizontal", width: "50%", ...pad([8, 12], 0), wide: { width: "25%" } };
export const template = column(
  { width: "100%", spacing: [16, 28], horizontalAlignment: "center" },
  `{{#if title}}${text("{{title}}", [13, 23], "@muted", { alignment: "center" })},{{/if}}`,
  wrap({}, each("logos", part("container", place, logo))),
);
