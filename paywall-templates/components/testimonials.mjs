import { assertion, column, heading, part, passed, raw } from "./parts.mjs";

export const title = "Testimonials";
export const properties = {
  title: { type: "text" },
  items: { type: "list", required: true, description: "{text, name, detail, initials, stars}" },
};
const slides =
  '[{{#each items}}{"text":"{{text}}","name":"{{name}}","detail":"{{detail}}","initials":"{{initials}}","stars":{{#if stars}}{{stars}}{{else}}5{{/if}}},{{/each}}]';
const quote = (more) =>
  `{"component":"custom:quote",${more}"properties":{${["text", "name", "detail", "initials", "stars"].map((name) => `"${name}":"\${slide.${name}}"`)},${passed}}}`;
const only = (operator, component) =>
  `{"component":"condition","assertions":[${assertion("${state.viewportWidth}", operator, 700)}],"components":[${component}]}`;
const list = { loopSource: raw(slides), loopVariable: "slide" };
export const template = column(
  { width: "100%", spacing: [16, 28] },
  heading,
  only(
    "lt",
    part(
      "carouselContainer",
      {
        ...list,
        width: "100%",
        slideSpacing: 12,
        nextSlidePadding: 28,
        showIndicators: true,
        indicatorColor: "@line",
        activeIndicatorColor: "@accent",
      },
      quote('"height":"100%",'),
    ),
  ),
  only(
    "gte",
    part(
      "responsiveGrid",
      {
        ...list,
        width: "100%",
        direction: "horizontal",
        spacing: [16, 28],
        horizontalAlignment: "left",
        verticalAlignment: "top",
      },
      quote('"width":{{#if @root.large}}"32.2%"{{else}}"calc(33.33% - 11px)"{{/if}},'),
    ),
  ),
);
