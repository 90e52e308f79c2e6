import { column, given, pad, part, raw, text } from "./parts.mjs";

export const title = "Countdown offer";
export const properties = {
  title: { type: "text", required: true },
  text: { type: "text" },
  until: { type: "text", description: "when it ends: an ISO date; else it ends after some seconds" },
  seconds: { type: "number", default: 3600 },
  labels: { type: "object", default: { days: "days", hours: "hours", minutes: "min", seconds: "sec" } },
  fill: { type: "text", default: "linear-gradient(120deg, #14523a 0%, #0b2b20 100%)" },
  onFill: { type: "text", default: "#ffffff" },
  onFillMuted: { type: "text", default: "#c9ddd3" },
  look: { type: "style", description: "of the numbers" },
};
const timer = part("countdownTimerText", {
  mode: raw('"{{#if until}}targetDateTime{{else}}duration{{/if}}"'),
  targetDateTime: raw('{{#if until}}"{{until}}"{{else}}null{{/if}}'),
  durationSeconds: raw("{{seconds}}"),
  units: raw('{"days":{{#if until}}true{{else}}false{{/if}},"hours":true,"minutes":true,"seconds":true}'),
  labels: raw("{{labels}}"),
  labelPosition: "bottom",
  separator: ":",
  fontSize: [30, 56],
  fontColor: "{{onFill}}",
  fontName: "{{font}}",
  labelFontSize: [12, 21],
  labelFontColor: "{{onFillMuted}}",
  labelFontName: "{{font}}",
  showWhenCompleted: "zero",
}).replace(/}$/, ",{{look}}}");
export const template = column(
  {
    width: "100%",
    spacing: [16, 28],
    fillColor: "{{fill}}",
    borderRadius: [20, 32],
    ...pad([20, 36], [20, 44]),
    wide: { direction: "horizontal", verticalAlignment: "center" },
  },
  column(
    { width: "100%", spacing: [4, 8], wide: { width: 0, grow: true } },
    text("**{{title}}**", [20, 36], "{{onFill}}"),
    given("text", text("{{text}}", [15, 26], "{{onFillMuted}}")),
  ),
  timer,
  '{"component":"slot"}',
);
