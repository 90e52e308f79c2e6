import { column, each, part, text, wrap } from "./parts.mjs";

export const title = "Logo strip";
export const properties = {
  title: { type: "text" },
  logos: { type: "list", required: true, description: "{url, alt, width}: pictures whose shape is drawn in one colour" },
};
const logo = width => part("svgImage", { url: "{{url}}", screenreaderText: "{{alt}}", fontColor: "@muted", width, height: [28, 48] });
export const template = column(
  { width: "100%", spacing: [16, 28], horizontalAlignment: "center" },
  `{{#if title}}${text("{{title}}", [13, 23], "@muted", { alignment: "center" })},{{/if}}`,
  wrap({ spacing: [28, 56], horizontalAlignment: "center", verticalAlignment: "center" }, each("logos", logo([96, 164]))),
);
