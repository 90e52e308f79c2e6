import { card, column, each, heading, pad, part, raw, rest, row, symbol, text } from "./parts.mjs";

export const title = "Comparison table";
export const properties = {
  title: { type: "text" },
  columns: { type: "list", required: true, description: "names of what is compared" },
  featured: { type: "text", description: "the column that stands out, by its name" },
  rows: { type: "list", required: true, description: '{title, cells}; a cell is a text, "yes" or "no"' },
  yes: { type: "text", default: "Included", description: 'what screen readers say for the sign of "yes"' },
  no: { type: "text", default: "Not included" },
};
const line = { borderWidth: 1, borderColor: "@line", borders: raw('["bottom"]') };
const label = { width: "40%", rightPadding: [10, 20] };
const featured = "(eq (lookup @root.columns @index) @root.featured)";
const cell = (words, size, tone) => text(words, size, tone, { alignment: "center" });
const sign = (name, size, tone, said) =>
  symbol(name, size, tone, { screenreaderText: `{{lookup @root.columns @index}}: {{@root.${said}}}` });
export const template = column(
  { width: "100%", spacing: [16, 28] },
  heading,
  column(
    { width: "100%", ...card, ...pad([4, 8], [16, 32]) },
    row(
      { width: "100%", verticalAlignment: "center", ...pad([12, 20], 0), ...line },
      part("container", label),
      each(
        "columns",
        row(
          { ...rest, horizontalAlignment: "center", verticalAlignment: "center" },
          `{{#if (eq this @root.featured)}}${row({ fillColor: "@accent", borderRadius: [14, 24], ...pad([5, 9], [12, 22]) }, cell("**{{this}}**", [13, 23], "@onAccent"))}`,
          `{{else}}${cell("**{{this}}**", [13, 23], "@muted")}{{/if}}`,
        ),
      ),
    ),
    each(
      "rows",
      row(
        { width: "100%", verticalAlignment: "center", ...pad([13, 20], 0) },
        row(label, text("{{title}}", [15, 26], "@ink")),
        each(
          "cells",
          row(
            { ...rest, horizontalAlignment: "center", verticalAlignment: "center" },
            `{{#if (eq this "yes")}}{{#if ${featured}}}${sign("CheckCircleFilled", [20, 34], "@accent", "yes")}{{else}}${sign("CheckOutlined", [17, 29], "@muted", "yes")}{{/if}}`,
            `{{else if (eq this "no")}}${sign("MinusOutlined", [15, 26], "@muted", "no")}`,
            `{{else}}${cell("{{this}}", [14, 24], "@ink")}{{/if}}`,
          ),
        ),
      ),
      `{{#unless @last}}${part("container", { width: "100%", height: 1, fillColor: "@line" })},{{/unless}}`,
    ),
  ),
);
