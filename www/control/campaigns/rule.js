// The page of a rule: who, when, how often and what; beside it, who gets this.
import { html, nothing } from "lit-html";

import { href } from "../address.js";
import { empty, field, head, select } from "../parts/blocks.js";
import { icon } from "../parts/icon.js";
import { FORMS } from "../pages/paywalls.js";
import "../parts/frame.js";
import { conditions, findingsAt } from "./conditions.js";
import { experimentPanel } from "./experiment.js";
import { copy, remove, stopOrStart } from "./list.js";
import { beside } from "./simulate.js";
import { caps, schedule } from "./times.js";

/** @import { Work } from "./work.js" */

/**
 * Shows a rule.
 * @param {Work} work
 * @param {string} id
 */
export function rule(work, id) {
  const rule = work.part("campaign_rules", id);
  const told = work.told(id);
  const back = html`<a class="button" href=${href("campaigns")}>All campaigns</a>`;
  if (!rule || !told) return empty("There is no such rule", "It may have been removed.", back);
  const { placement, at } = told;
  const place = `${placement.title}: asked as number ${at + 1} of ${placement.rules.length}`;
  return html`${head(told.rule.name, place, deeds(work, told.rule, back))}${template(work, rule)}
    <div class="with-beside"><fieldset class="rule" ?disabled=${!work.mayEdit}>
      ${section(
        "who",
        "Who",
        told.rule.who,
        conditions(work, id, rule.conditions, (next, key) => work.set(id, ["conditions"], next, { key })),
      )}
      ${section("when", "When", told.rule.when, schedule(work, rule))}
      ${section("often", "How often", told.rule.caps.join("; ") || "As often as they come", caps(work, rule))}
      ${section("what", "What they see", told.rule.shows, paywalls(work, rule, told.rule.what))}
      ${experimentPanel(work, rule)}
      ${section("name", "Name", "", field("The name, for people and for results", html`<input .value=${rule.name ?? ""} @input=${(event) => work.set(id, ["name"], event.target.value || undefined, { key: `${id} name` })}>`))}
      ${findingsAt(work, id, "")}
    </fieldset><aside aria-label="Who gets this">${beside(work)}</aside></div>`;
}

const section = (name, title, sentence, inside) =>
  html`<section class="panel" data-part=${name} aria-label=${title}><header><h2>${title}</h2><p>${sentence}</p></header>${inside}</section>`;

function deeds(/** @type {Work} */ work, told, back) {
  if (!work.mayEdit)
    return html`${back}<button type="button" class="primary" ?hidden=${work.context.draft !== null || work.context.isForReading} @click=${() => work.context.edit()}>Edit</button>`;
  return html`${back}<button type="button" @click=${() => copy(work, told)}>Duplicate</button>
    <button type="button" @click=${() => remove(work, told) && work.context.go("campaigns")}>Remove</button>
    <button type="button" class="primary" @click=${() => stopOrStart(work, told)}>${told.enabled ? "Stop" : "Start"}</button>`;
}

/** Shows the template that a rule was made of, with the ways to its form and away from it. */
function template(/** @type {Work} */ work, { rule, from }) {
  if (!from?.template) return nothing;
  return html`<p class="banner wide"><span>Made of the template “${from.template}”.</span><a class="button" href=${href("campaigns", { new: from.template, of: rule })}>Open its form</a>
    ${work.mayEdit ? html`<button type="button" @click=${() => work.set(rule, ["from"], undefined)}>Detach</button>` : nothing}</p>`;
}

/** Shows the segments with their paywalls, each as a live picture. */
const paywalls = (/** @type {Work} */ work, rule, what) =>
  html`<ul class="paywalls">${what.map((one) => paywall(work, rule, one))}</ul>`;

function paywall(/** @type {Work} */ work, rule, { segment, paywall, name, is_there, forms, split }) {
  const id = segment ? `segment:${segment}` : "";
  const form = forms.find((one) => FORMS[one]) ?? "phone";
  const choices = Object.fromEntries(work.ids("paywalls").map((one) => [one, work.part("paywalls", one).name ?? one]));
  const title = rule.segments?.find((one) => one.segment === segment)?.name;
  const small = [title, split === 100 ? "" : `${split} %`].filter(Boolean).join(", ");
  const picture = { source: work.source, request: { paywall }, form, label: name };
  const choose = (value) => work.set(rule.rule, ["paywall"], value, { id });
  const turn = (one) => () => {
    const left = forms.includes(one) ? forms.filter((other) => other !== one) : [...forms, one];
    work.set(
      rule.rule,
      ["form_factors"],
      left.map((form_factor) => ({ form_factor })),
      { id },
    );
  };
  return html`<li data-form=${form}>${is_there && work.source && paywall ? html`<paywall-frame .what=${picture}></paywall-frame>` : html`<div class="hole">${icon("error")}No paywall</div>`}
    <div>${select("Paywall", is_there ? choices : { "": "Choose a paywall", ...choices }, paywall, choose)}
      <div class="choices" role="group" aria-label="Devices">${Object.entries(FORMS).map(
        ([one, title]) =>
          html`<button type="button" aria-pressed=${forms.includes(one)} @click=${turn(one)}>${title}</button>`,
      )}</div><small>${small}</small>${findingsAt(work, rule.rule, `segments[${segment}]`)}</div></li>`;
}
