// The schedules of all campaigns as a calendar: a table of days, or of weeks.
import { html, nothing } from "lit-html";

import { href } from "../address.js";
import { head, segments } from "../parts/blocks.js";
import { count } from "../parts/words.js";

/** @import { Work } from "./work.js" */

const DAY = 864e5;
/** The days of a column, and the columns, of each scale. */
const SCALES = { month: { days: 1, columns: 35 }, quarter: { days: 7, columns: 14 } };

const short = new Intl.DateTimeFormat("en", { day: "numeric", month: "short" });
const long = new Intl.DateTimeFormat("en", { day: "numeric", month: "long", year: "numeric" });

/** Shows the calendar. */
export function calendar(/** @type {Work} */ work) {
  const scale = work.context.query.scale === "quarter" ? "quarter" : "month";
  const { days, columns } = SCALES[scale];
  const from = monday(Number(new Date(work.context.query.from ?? Date.now())) || Date.now());
  const starts = Array.from({ length: columns }, (_, index) => from + index * days * DAY);
  const rules = work.campaigns.placements.flatMap(({ title, rules }) => rules.map((rule) => ({ ...rule, title })));
  const timed = rules.filter((rule) => rule.when !== "Always");
  const end = from + columns * days * DAY;
  const turn = (by) => () =>
    work.context.setQuery({ from: new Date(from + by * (end - from)).toISOString().slice(0, 10) });
  const words = `${count(timed.length, "rule")} with a schedule; ${count(rules.length - timed.length, "rule")} always.`;
  const ways = html`<a class="button" href=${href("campaigns", { view: null })}>All campaigns</a>`;
  return html`${head("Calendar", words, ways)}<div class="filters">${segments("Scale", { month: "Days", quarter: "Weeks" }, scale, (value) => work.context.setQuery({ scale: value }))}
      <button type="button" @click=${turn(-1)}>Earlier</button><button type="button" @click=${() => work.context.setQuery({ from: null })}>Today</button><button type="button" @click=${turn(1)}>Later</button>
      <b>${long.format(from)} to ${long.format(end - DAY)}</b></div>
    ${timed.length ? table(timed, starts, days * DAY) : html`<p class="soft">No rule has a schedule yet. Give one its days on its own page, under “When”.</p>`}`;
}

/** Finds the Monday before a time, at its midnight here. */
function monday(time) {
  const day = new Date(time);
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() - ((day.getDay() + 6) % 7));
  return day.getTime();
}

function table(rules, starts, length) {
  const now = Date.now();
  const isNow = (start) => now >= start && now < start + length;
  return html`<div class="table calendar" tabindex="0" role="region" aria-label="Schedules"><table><thead><tr><th scope="col">Rule</th>${starts.map(
    (start, index) =>
      html`<th scope="col" ?data-now=${isNow(start)}>${length > DAY || index % 7 === 0 || isNow(start) ? short.format(start) : html`<span class="unseen">${short.format(start)}</span>`}</th>`,
  )}</tr></thead><tbody>${rules.map((rule) => row(rule, starts, length, isNow))}</tbody></table></div>`;
}

function row(rule, starts, length, isNow) {
  const covers = (start) => (rule.start ?? -Infinity) < start + length && (rule.end ?? Infinity) > start;
  return html`<tr data-state=${rule.state}><th scope="row"><a href=${href(`campaigns/${rule.id}`, { view: null })}>${rule.name}</a><small>${rule.title}: ${rule.when}</small></th>${starts.map(
    (start, index) => {
      const on = covers(start);
      const begins = on && (index === 0 || !covers(starts[index - 1]));
      const ends = on && (index === starts.length - 1 || !covers(starts[index + 1]));
      return html`<td ?data-on=${on} ?data-begins=${begins} ?data-ends=${ends} ?data-now=${isNow(start)}>${on ? html`<span class="unseen">${rule.enabled ? "in force" : "stopped"}</span>` : nothing}</td>`;
    },
  )}</tr>`;
}
