import { assertion, card, column, given, pad, rest, row, symbol, text } from "./parts.mjs";

export const title = "Testimonial";
export const properties = {
  text: { type: "text", required: true },
  name: { type: "text", required: true },
  detail: { type: "text", description: "what they do, or where" },
  initials: { type: "text" },
  stars: { type: "text", default: "5", description: "how many of five, or a token" },
};
const star = (count) =>
  `{"component":"condition","assertions":[${assertion("{{stars}}", "gte", count)}],"components":[${symbol("StarFilled", [16, 28], "#d99a12", count === 1 ? { screenreaderText: "{{stars}} / 5" } : {})}]}`;
export const template = column(
  { width: "100%", spacing: [14, 24], ...card, ...pad([20, 34]) },
  row({ spacing: [3, 6], verticalAlignment: "center" }, ...[1, 2, 3, 4, 5].map(star)),
  text("{{text}}", [16, 27], "@ink"),
  row(
    { width: "100%", spacing: [12, 20], verticalAlignment: "center" },
    given(
      "initials",
      row(
        {
          width: [40, 68],
          height: [40, 68],
          borderRadius: [20, 34],
          fillColor: "@soft",
          horizontalAlignment: "center",
          verticalAlignment: "center",
        },
        text("**{{initials}}**", [14, 24], "@accent", { alignment: "center" }),
      ),
    ),
    column(
      { ...rest, spacing: [1, 2] },
      text("**{{name}}**", [15, 25], "@ink"),
      given("detail", text("{{detail}}", [13, 22], "@muted")),
    ),
  ),
);
