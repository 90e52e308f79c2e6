// The panels below: why this paywall, what happened, what the document has wrong.

export function element(name, content, attributes = {}) {
  const made = document.createElement(name);
  made.append(...[content].flat().filter((part) => part !== undefined && part !== null));
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

export function showWhy(list, pre, { decision, paywall }, request, names) {
  list.replaceChildren(
    ...reasons(decision, paywall, request, names).flatMap(([term, detail]) => [
      element("dt", term),
      element("dd", detail),
    ]),
  );
  pre.textContent = JSON.stringify(decision ?? null, null, 1);
}

function reasons(decision, paywall, request, names) {
  const shown = ["Paywall", [names.paywall(paywall.id), `, page “${paywall.page}”`]];
  if (!decision?.rule) return [shown, ["Because", "it was picked itself; no campaign decided"]];
  const position = decision.position;
  return [
    shown,
    ["Campaign", names.rule(decision.rule)],
    ["Because", asked(decision)],
    ["Form factor", request.device.formFactor],
    [
      "Split",
      position === null || position === undefined
        ? "no user id: the first segment that fits"
        : `position ${position.toFixed(2)} of 100`,
    ],
    ["Segment", decision.segment ? names.segment(decision.rule, decision.segment) : "–"],
    ...(decision.conversionEventType
      ? [["Conversion", `${decision.conversionEventType} ${decision.conversionEventUrl ?? ""}`]]
      : []),
  ];
}

function asked({ type, value }) {
  if (type === "label") return `the app launched the label “${value}”`;
  if (type === "url") return `the app launched the URL ${value}`;
  return "nothing was named: the default campaign";
}

export function addEvent(list, count, event) {
  const { action, ...rest } = event;
  const detail = summary(rest);
  const line = element("summary", [action, detail && element("span", ` ${detail}`, { class: "quiet" })]);
  list.prepend(element("li", element("details", [line, element("pre", JSON.stringify(event, null, 1))])));
  count.textContent = list.children.length;
}

function summary({ sku, componentChange, deeplinkUrl }) {
  return sku?.skuId ?? componentChange?.name ?? componentChange?.formId ?? deeplinkUrl;
}

export function showWarnings(list, count, warnings) {
  count.textContent = warnings.length;
  list.replaceChildren(
    ...(warnings.length
      ? warnings.map(warning)
      : [element("li", "None: everything in the document is understood.", { class: "quiet" })]),
  );
}

function warning({ code, message, path }) {
  return element("li", [`${message} `, element("code", code), path && element("code", path, { class: "path" })]);
}
