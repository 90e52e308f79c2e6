// `paywall mcp`, tried by the official library of the protocol for JavaScript: every tool, on a file and on a Control
// Center, and what it says where it cannot help.

import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Ajv2020 } from "ajv/dist/2020.js";

import { Customers } from "../../www/runtime/customers.js";
import { center } from "../browser/center.mjs";
import { assistant } from "./assistant.mjs";
import { Store } from "./customers.mjs";
import { program, root, skip } from "./program.mjs";

const stock = JSON.parse(readFileSync(join(root, "paywall-templates/document.json"), "utf8"));
const phone = stock.paywalls.find(({ name }) => name === "Fern Phone").id;

let folder, file, onFile, host, owner, editor;

before(async () => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), "paywall-mcp-"));
  file = join(folder, "document.json");
  copyFileSync(join(root, "paywall-templates/document.json"), file);
  process.env.PAYWALL ??= program;
  host = await center();
  const secret = host.headers.authorization.slice("Bearer ".length);
  const made = { name: "assistant", role: "editor", until: Date.now() + 3_600_000 };
  const { body } = await host.call("POST", "tokens", made);
  const at = (token) => assistant(program, ["--server", host.origin], { PAYWALL_TOKEN: token });
  [onFile, owner, editor] = await Promise.all([assistant(program, ["--config", file]), at(secret), at(body.secret)]);
});

after(async () => {
  for (const one of [onFile, owner, editor]) await one?.close();
  host?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

test("every tool says what it is for and has a schema; those of a file are fewer", { skip }, async () => {
  const { tools } = await editor.client.listTools();
  const ajv = new Ajv2020({ strict: false });
  for (const { name, description, inputSchema, annotations } of tools) {
    assert.ok(description.length > 60, name);
    ajv.compile(inputSchema);
    assert.equal(inputSchema.type, "object", name);
    assert.equal(inputSchema.additionalProperties, false, name);
    assert.equal(typeof annotations.readOnlyHint, "boolean", name);
    for (const [field, { description: says }] of Object.entries(inputSchema.properties)) {
      assert.ok(says, `${name}.${field} says what it is`);
    }
    assert.doesNotMatch(JSON.stringify(inputSchema), /\$ref/, `${name} needs no references to be followed`);
  }
  const changing = tools.filter(({ annotations }) => !annotations.readOnlyHint).map(({ name }) => name);
  const ofDrafts = ["begin_draft", "rebase_draft", "close_draft", "edit_draft", "undo_edit"];
  assert.deepEqual(changing, [...ofDrafts, "publish", "schedule", "cancel_schedule"]);
  const final = tools.filter(({ annotations }) => annotations.destructiveHint).map(({ name }) => name);
  assert.deepEqual(final, ["close_draft", "publish", "schedule", "cancel_schedule"]);
  const alone = new Set((await onFile.client.listTools()).tools.map(({ name }) => name));
  const others = tools.map(({ name }) => name).filter((name) => !alone.has(name));
  const ofSchedules = ["schedule", "list_schedules", "cancel_schedule"];
  assert.deepEqual(others, ["overview", "begin_draft", "rebase_draft", "close_draft", "publish", ...ofSchedules]);
  assert.match(editor.client.getInstructions(), /overview/);
});

test("the schema is read in pieces", { skip }, async () => {
  const all = await onFile.ask("read_schema");
  assert.match(all, /^component text: A text/m);
  assert.match(all, /^rule: A campaign rule/m);
  const one = await onFile.ask("read_schema", { name: "text" });
  assert.match(one, /^component--text: \{/);
  assert.match(one, /^attributes--font: .*"fontSize"/m, "with the attributes that it shares");
  assert.match(await onFile.ask("read_schema", { of: "request" }), /^device/m);
  assert.match(await onFile.refused("read_schema", { name: "texxt" }), /call `read_schema` without `name`/);
});

test("what is in a document is listed and read, as much as an assistant can hold", { skip }, async () => {
  const all = await onFile.ask("list_parts");
  assert.match(all, new RegExp(`${phone} "Fern Phone"`));
  assert.match(all, /placement "settings"/);
  const part = { section: "paywalls", part: phone };
  const outline = await onFile.ask("read_part", part);
  assert.match(outline, /^\s+headline.*: \{.*"component":"text"/m);
  const one = await onFile.ask("read_part", { ...part, id: "headline" });
  assert.match(one, /^headline/);
  assert.ok(one.length < outline.length);
  const whole = await onFile.ask("read_part", { ...part, json: true });
  assert.ok(whole.length < 41_000, "bounded");
  assert.match(await onFile.refused("read_part", { ...part, id: "nowhere" }), /without `id` lists the addresses/);
  assert.match(await onFile.refused("read_part", { section: "paywalls", part: "no" }), /`list_parts` lists the ids/);
});

test("a page is shown in any state: in words, as HTML, after taps", { skip }, async () => {
  const page = await onFile.ask("render", { label: "settings", form_factor: "phone" });
  assert.match(page, new RegExp(`^Paywall ${phone} "Fern Phone", page \\w+, by the rule `));
  assert.match(page, /\[headline\]\n\s+“/);
  assert.match(page, /\$\d+\.\d\d/, "prices are there");
  const spanish = await onFile.ask("render", { paywall: phone, locale: "es-ES", dark: true, show: ["html"] });
  assert.match(spanish, /"darkMode":true/);
  assert.match(spanish, /<div class="paywall phone/);
  const tapped = /button \[([a-z][\w-]*)\]/.exec(page)[1];
  assert.match(await onFile.ask("render", { paywall: phone, taps: [tapped] }), new RegExp(`^tap ${tapped}: `));
  assert.match(await onFile.refused("render", { paywall: phone, taps: ["nowhere"] }), /there are /);
  assert.match(await onFile.refused("render", { label: "setings" }), /settings/, "what was meant");
  assert.match(await onFile.refused("render", { palywall: phone }), /no argument "palywall"; it has .*paywall/);
  assert.match(await onFile.refused("render", { form_factor: "watch" }), /unknown variant `watch`, expected one of/);
});

test("a decision is explained, a population counted", { skip }, async () => {
  const why = await onFile.ask("explain", { label: "settings", customer: { loggedIn: true } });
  assert.match(why, /^shown: paywall "Fern Phone"/);
  assert.match(why, /^\+ .*: matched/m);
  const counted = await onFile.ask("simulate", { people: 200, labels: ["settings"] });
  assert.match(counted, /200 people/);
  assert.match(await onFile.refused("simulate", { people: 20_001 }), /at most 20000 people/);
});

test("a file is edited, checked and compared, and the edit taken back", { skip }, async () => {
  const set = { op: "set", section: "paywalls", part: phone, id: "headline", path: "text", value: "**Spring**" };
  const said = await onFile.ask("edit_draft", { operations: [set] });
  assert.match(said, /^Edit 1:\n.*headline.*Spring/);
  assert.match(said, /^Findings: 0 errors/m);
  const once = readFileSync(file, "utf8");
  assert.match(once, /\*\*Spring\*\*/);
  assert.match(await onFile.ask("diff"), /^1 changes:\n.*Spring/);
  assert.match(await onFile.ask("list_edits"), /^1 by this session: /);
  const misspelt = { ...set, path: "fontSise", value: 12 };
  const found = await onFile.ask("edit_draft", { operations: [misspelt] });
  assert.match(found, /^warning\[\w+\] at \$\.paywalls\[.*\]\S*fontSise, line \d+:\d+: .*did you mean/m);
  assert.match(await onFile.ask("undo_edit"), /^Edit 3:/);
  assert.ok(readFileSync(file, "utf8") === once, "byte for byte");
  assert.match(await onFile.ask("undo_edit"), /^Edit 4:/);
  assert.equal(await onFile.ask("diff"), "There is no difference.");
  assert.match(await onFile.refused("undo_edit"), /`list_edits` lists them/);
  const lost = { operations: [{ ...set, id: "nowhere" }] };
  assert.match(await onFile.refused("edit_draft", lost), /operation 1: /);
  const wrong = { operations: [{ ...set, op: "put" }] };
  assert.match(await onFile.refused("edit_draft", wrong), /operation 1 is not as the schema says.*`put`/);
});

test("an assistant's draft is a draft like any other: seen by people, taken back by them", { skip }, async () => {
  const over = await editor.ask("overview");
  assert.match(over, /You are the token "assistant" with the role "editor"/);
  assert.match(over, /^ {2}production: revision \w{12} is live.*Publishes: publisher/m);
  const begun = await editor.ask("begin_draft", { name: "Spring" });
  const [, draft] = /draft:(\S+),/.exec(begun);
  const set = { op: "set", section: "paywalls", part: phone, id: "headline", path: "text", value: "**Spring**" };
  const said = await editor.ask("edit_draft", { draft, operations: [set] });
  assert.match(said, /^Edit 1:\n.*Spring/);
  assert.match(said, /^Findings: 0 errors/m);
  const [edit] = (await host.call("GET", `drafts/${draft}/edits`)).body;
  assert.deepEqual([edit.author, edit.number], ["token:assistant", 1]);

  // A person changes something else; the assistant is told of it where it says what it saw.
  const other = { ...set, path: "fontSize", value: 31 };
  await host.call("POST", `drafts/${draft}/edits`, { operations: [other] }, { "if-match": '"1"' });
  const late = { draft, operations: [{ ...set, value: "Late" }], seen: 1 };
  const behind = await editor.refused("edit_draft", late);
  assert.match(behind, /^behind: /);
  assert.match(behind, /newer edit: 2 by .*31/);
  assert.match(behind, /What to do: /);

  assert.match(await editor.ask("render", { source: `draft:${draft}`, paywall: phone }), /\[headline\]\n\s+“Spring”/);
  const changed = await editor.ask("diff", { after: `draft:${draft}` });
  assert.match(changed, /^2 changes:/);
  assert.match(
    await editor.ask("simulate", { source: `draft:${draft}`, against: "live:production", people: 100 }),
    /100 people/,
  );

  assert.match(await editor.ask("undo_edit", { draft }), /^Edit 3:/);
  const now = (await host.call("GET", `drafts/${draft}/document`)).body;
  const text = JSON.stringify(now.paywalls.find(({ id }) => id === phone));
  assert.doesNotMatch(text, /Spring/);
  assert.match(text, /"fontSize":31/, "what the person changed stays");
  assert.match(await editor.refused("edit_draft", { operations: [set] }), /`overview` lists them/);
  assert.match(await editor.refused("check", { source: "draft:none" }), /^not_found: .*\nWhat to do: /);
});

test("the sandbox is published to; production is refused with what to do, unless the token may", { skip }, async () => {
  const begun = await editor.ask("begin_draft", { name: "Summer" });
  const source = /draft:\S+(?=,)/.exec(begun)[0];
  const draft = source.slice("draft:".length);
  const set = { op: "set", section: "paywalls", part: phone, id: "headline", path: "text", value: "**Summer**" };
  await editor.ask("edit_draft", { draft, operations: [set], check: false });
  const tried = await editor.ask("publish", { source, dry_run: true });
  assert.match(tried, /Summer[\s\S]*Nothing was published: that was asked for/);
  assert.match(await editor.ask("publish", { source, message: "Summer" }), /is live in sandbox: deployment \d+/);
  const refusal = await editor.refused("publish", { source: "live:sandbox", environment: "production" });
  assert.match(
    refusal,
    /^forbidden: [\s\S]*the least role that may do this is publisher\nWhat to do: .*leave this step to a person/,
  );
  const { warnings } = (await host.call("POST", `drafts/${draft}/check`, {})).body;
  const tick = warnings.filter(({ ticked }) => !ticked).map(({ code, path }) => ({ code, path }));
  const done = await owner.ask("publish", { source: "live:sandbox", environment: "production", tick });
  assert.match(done, /is live in production/);
});

test("a draft is put on top of what others published, with a side for each conflict, and closed", {
  skip,
}, async () => {
  const begin = async (who, name) => /draft:(\S+),/.exec(await who.ask("begin_draft", { name }))[1];
  const [ours, theirs] = [await begin(editor, "Ours"), await begin(owner, "Theirs")];
  const set = { op: "set", section: "paywalls", part: phone, id: "headline", path: "text" };
  await editor.ask("edit_draft", { draft: ours, operations: [{ ...set, value: "**Ours**" }], check: false });
  await owner.ask("edit_draft", { draft: theirs, operations: [{ ...set, value: "**Theirs**" }], check: false });
  assert.match(
    await editor.ask("rebase_draft", { draft: ours }),
    /comes from revision \w{12} already: nothing was changed/,
  );
  const { warnings } = (await host.call("POST", `drafts/${theirs}/check`, {})).body;
  const tick = warnings.filter(({ ticked }) => !ticked).map(({ code, path }) => ({ code, path }));
  await owner.ask("publish", { source: `draft:${theirs}`, environment: "production", tick });

  const told = await editor.ask("rebase_draft", { draft: ours });
  assert.match(told, /^1 conflicts, so nothing was changed:\n(\{.*\})\n {2}before: /);
  assert.match(told, /ours, the draft's: "\*\*Ours\*\*"\n {2}theirs, as published: "\*\*Theirs\*\*"/);
  const conflict = JSON.parse(told.split("\n")[1]);
  const stale = await editor.refused("rebase_draft", { draft: ours, seen: 0 });
  assert.match(stale, /^behind: [\s\S]*newer edit: 1 by .*Ours/);
  const other = { ...conflict, id: "nowhere", side: "ours" };
  const unknown = await editor.refused("rebase_draft", { draft: ours, choices: [other] });
  assert.match(unknown, /^unknown_choice: [\s\S]*What to do: call `rebase_draft` without `choices`/);
  const choices = [{ ...conflict, side: "ours" }];
  const done = await editor.ask("rebase_draft", { draft: ours, choices, seen: 1 });
  assert.match(done, /^Edit 2 put the draft on top of revision \w{12}\.\nFindings: 0 errors/);
  assert.match(await editor.ask("diff", { after: `draft:${ours}` }), /^1 changes:\n.*Ours/);
  assert.match(await editor.refused("undo_edit", { draft: ours, edit: 2 }), /nothing takes that back/);
  assert.match(
    await editor.refused("rebase_draft", { draft: ours, onto: "draft:x" }),
    /first digits of a revision, or live:/,
  );

  assert.match(
    await editor.ask("close_draft", { draft: ours }),
    /^The draft "Ours", draft:\S+, is closed; its last edit was 2/,
  );
  const late = { draft: ours, operations: [{ ...set, value: "Late" }] };
  assert.match(await editor.refused("edit_draft", late), /^draft_closed: [\s\S]*What to do: /);
  assert.doesNotMatch(await editor.ask("overview"), new RegExp(ours), "it is no open draft");
  assert.match(
    await editor.refused("close_draft", { draft: "none" }),
    /^not_found: [\s\S]*What to do: `overview` lists/,
  );
});

test("a draft is scheduled by the clock of a zone, listed, and taken back", { skip }, async () => {
  const begun = await editor.ask("begin_draft", { name: "New Year" });
  const [, draft] = /draft:(\S+),/.exec(begun);
  const set = { op: "set", section: "paywalls", part: phone, id: "headline", path: "text", value: "**New Year**" };
  await editor.ask("edit_draft", { draft, operations: [set], check: false });
  const wish = { source: `draft:${draft}`, at: "2090-01-01T00:00", timezone: "Europe/Berlin", message: "New Year" };
  assert.match(await editor.ask("schedule", { ...wish, dry_run: true }), /Nothing was scheduled: that was asked for/);
  assert.match(await editor.refused("schedule", { ...wish, at: "2020-01-01T00:00" }), /a time in the future as `at`/);
  assert.match(await editor.refused("schedule", { ...wish, at: "soon" }), /the argument `at`: expected a time/);
  assert.match(
    await editor.refused("schedule", { ...wish, environment: "staging" }),
    /production, sandbox|sandbox, production/,
  );
  assert.equal(await editor.ask("list_schedules"), "Nothing is or was scheduled.", "nothing of it was");

  const said = await editor.ask("schedule", wish);
  assert.match(
    said,
    /New Year[\s\S]*^Schedule (\d+) {2}2089-12-31T23:00.* sandbox .*by token:assistant: New Year \(waiting\)/m,
  );
  const number = Number(/^Schedule (\d+)/m.exec(said)[1]);
  assert.match(await editor.ask("list_schedules"), new RegExp(`^${number} .*\\(waiting\\)`));
  const refusal = await editor.refused("schedule", { ...wish, source: "live:sandbox", environment: "production" });
  assert.match(refusal, /^forbidden: [\s\S]*the least role that may do this is publisher\nWhat to do: /);
  assert.equal(await editor.ask("cancel_schedule", { number }), `Schedule ${number} is cancelled.`);
  assert.match(await editor.ask("list_schedules"), /\(cancelled\)/);
  assert.match(
    await editor.refused("cancel_schedule", { number }),
    /^settled: [\s\S]*What to do: `list_schedules` says/,
  );
});

test("a decision for a real customer is explained by what that customer has", { skip }, async () => {
  const platform = { host: host.origin, platform: "web", device: { os_name: "web" } };
  const { deviceId, ready } = Customers.open({ ...platform, storage: new Store() });
  await ready;
  const grant = { entitlement: "plus", days: 30, why: "a test", key: "1" };
  await host.call("POST", `customers/${deviceId}/grants`, grant);
  const begun = await editor.ask("begin_draft", { name: "For Plus" });
  const [, draft] = /draft:(\S+),/.exec(begun);
  const { rule } = stock.campaign_rules.find(({ value }) => value === "settings");
  const value = [{ identifier: "Entitlements.active", operator: "any_of", values: ["plus"] }];
  const set = { op: "set", section: "campaign_rules", part: rule, path: "conditions", value };
  await editor.ask("edit_draft", { draft, operations: [set], check: false });
  const asked = { source: `draft:${draft}`, label: "settings" };
  assert.match(await editor.ask("explain", asked), /^nothing is shown/);
  const why = await editor.ask("explain", { ...asked, customer_id: deviceId });
  assert.match(why, /^shown: paywall "Fern Phone"/);
  assert.match(why, /\+ .*Entitlements.active any_of .*is \["plus"\]/);
  assert.match(await editor.refused("explain", { ...asked, customer_id: "nobody" }), /^not_found: /);
});

test("a host that does not answer, and a token that is wrong, are told with what to do", { skip }, async () => {
  const nobody = await assistant(program, ["--server", "http://127.0.0.1:9"], { PAYWALL_TOKEN: "pw_live_x" });
  assert.match(await nobody.refused("overview"), /is the host running\?/);
  await nobody.close();
  const wrong = await assistant(program, ["--server", host.origin], { PAYWALL_TOKEN: "pw_live_x" });
  assert.match(await wrong.refused("list_parts"), /^unauthorized: [\s\S]*What to do: the token is wrong or has ended/);
  await wrong.close();
});
