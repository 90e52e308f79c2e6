// The schemas: what is valid for the engine is valid for them, and an editor makes of them what authors need.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { Ajv2020 } from "ajv/dist/2020.js";
import languages from "vscode-json-languageservice";

import { allCases, root } from "./cases.mjs";

const read = (path) => readFileSync(join(root, path), "utf8");
const schema = (name) => JSON.parse(read(`www/dist/schema/${name}.schema.json`));
const ajv = new Ajv2020({ strict: false, allErrors: true });
const validators = new Map();

/** Says what is wrong with a value, by a schema. */
function complaints(name, value) {
  if (!validators.has(name)) validators.set(name, ajv.compile(schema(name)));
  const validate = validators.get(name);
  return validate(value) ? [] : validate.errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The documents of a folder, by path, as far as they are documents. */
function documents(folder) {
  const files = readdirSync(join(root, folder)).filter((name) => name.endsWith(".json"));
  return files.map((name) => join(folder, name));
}

// Mistakes are what these are for.
const WRONG = [
  "as-text",
  "components",
  "components-of-an-app",
  "languages",
  "not-an-object",
  "odd",
  "parts",
  "truncated",
  "words",
];

test("stock documents, and those of the tests, are valid", () => {
  const all = [...documents("tests/documents"), "paywall-templates/document.json"];
  const fine = all.filter((path) => !WRONG.some((name) => path.endsWith(`/${name}.json`)));
  assert.ok(fine.length > 8);
  for (const path of fine) assert.deepEqual(complaints("document", JSON.parse(read(path))), [], path);
  assert.deepEqual(complaints("components", JSON.parse(read("paywall-templates/components.json"))), []);
});

const REAL = [
  "../shared/real/tv-initial-config.json",
  "../shared/field/bare-paywall.json",
  "../shared/field/document-before-ontap.json",
  "../shared/field/rule-with-dates.json",
];

test("real documents are valid", { skip: !existsSync(join(root, REAL[0])) && "../shared is not here" }, () => {
  for (const path of REAL) {
    assert.deepEqual(complaints("document", JSON.parse(read(path))), [], path);
  }
});

test("requests and answers of all cases are valid", () => {
  let count = 0;
  for (const { name, request, answer } of allCases()) {
    const parsed = answer.startsWith("{") && JSON.parse(answer);
    if (name.includes("/bad/") || request.length === 0) continue;
    assert.deepEqual(complaints("request", JSON.parse(request)), [], name);
    if (parsed) assert.deepEqual(complaints("answer", parsed), [], name);
    count += 1;
  }
  assert.ok(count > 100);
});

test("answers have no fields that the schema does not know", () => {
  const strict = schema("answer");
  // Readers let other fields pass; here they would be fields that somebody forgot to describe.
  const open = ["trace-of-a-rule"];
  for (const [name, definition] of Object.entries(strict.$defs)) {
    if (definition.properties && !open.includes(name)) definition.additionalProperties = false;
  }
  strict.$id += "-strict";
  const validate = ajv.compile(strict);
  for (const { name, answer } of allCases()) {
    if (!answer.startsWith("{")) continue;
    assert.ok(validate(JSON.parse(answer)), `${name}: ${JSON.stringify(validate.errors)}`);
  }
});

const { getLanguageService, TextDocument } = languages;
const service = getLanguageService({});
const document = schema("document");
service.configure({ schemas: [{ uri: document.$id, fileMatch: ["*"], schema: document }] });

/** A text in an editor, in which `|` is the cursor. */
function open(text) {
  const editor = TextDocument.create("file:///paywall.json", "json", 1, text.replace("|", ""));
  return { editor, parsed: service.parseJSONDocument(editor), cursor: editor.positionAt(text.indexOf("|")) };
}

/** The offers of completion at the cursor, with what it says of each. */
async function offers(text) {
  const { editor, parsed, cursor } = open(text);
  const { items } = await service.doComplete(editor, cursor, parsed);
  const words = ({ documentation }) => documentation?.value ?? documentation;
  return new Map(items.map((item) => [item.label.replaceAll('"', ""), words(item)]));
}

/** The places that the editor underlines: the line, and what it says. */
async function underlines(text) {
  const { editor, parsed } = open(text);
  const found = await service.doValidation(editor, parsed);
  return found.map(({ range, message }) => `${range.start.line + 1}: ${message}`);
}

/** A document with a component on its third line. */
const around = (component) =>
  `{"paywalls": [{"id": "p", "template": {"pages": [{"name": "main", "contentContainer":\n` +
  `{"component": "container", "components": [\n${component}\n]}}]}}]}`;

test("completion offers the attributes of a component, each with what it is", async () => {
  const text = await offers(around('{"component": "text", |}'));
  assert.equal(text.get("fontSize"), "The size of the letters.");
  assert.ok(text.has("dateTimeFormat") && text.has("id") && text.has("conditionAttributes"));
  // What texts do not read is not offered, though it is tolerated.
  for (const other of ["texts", "productBaseComponents", "onTap", "fixedWidth", "namiComponentType"]) {
    assert.ok(!text.has(other), other);
  }
  const under = await offers(around('{"component": "text", "conditionAttributes": [{"attributes": {|}}]}'));
  assert.equal(under.get("fontSize"), "The size of the letters.");
});

test("completion offers words, each with what it means", async () => {
  const kinds = await offers(around('{"component": |}'));
  assert.match(kinds.get("countdownTimerText"), /^A countdown/);
  const functions = await offers(around('{"component": "button", "onTap": {"function": |}}'));
  assert.match(functions.get("namiPurchaseSelectedSKU"), /^Buys the selected product/);
  const sides = await offers(around('{"component": "container", "direction": |}'));
  assert.ok(sides.has("vertical") && sides.has("horizontal") && !sides.has(""));
  const parameters = await offers(
    around('{"component": "button", "onTap": {"function": "setState", "parameters": {|}}}'),
  );
  assert.ok(parameters.has("formId") && !parameters.has("screen"));
  const operators = await offers(
    '{"campaign_rules": [{"conditions": [{"identifier": "Customer.id", "operator": |}]}]}',
  );
  assert.match(operators.get("within_last"), /P7D/);
  const identifiers = await offers('{"campaign_rules": [{"conditions": [{"identifier": |}]}]}');
  assert.match(identifiers.get("Customer.journey_state.former_subscriber"), /ended/);
});

test("a mistake is named at its line", async () => {
  const named = async (component) => (await underlines(around(component))).join();
  assert.match(await named('{"component": "text",\n"fontSise": 12}'), /^4: .*fontSise/);
  assert.match(await named('{"component": "container",\n"direction": "upward"}'), /^4: .*"vertical", "horizontal"/);
  assert.match(await named('{"component": "text",\n"fontSize": "big"}'), /^4: /);
  assert.match(await named('{"component": "txet"}'), /^3: .*"text"/);
  assert.match(await named('{"component": "button", "onTap":\n{"function": "close"}}'), /^4: .*"namiClosePaywall"/);
  assert.equal(await named('{"component": "text", "text": "${sku.price}", "fontSize": "${state.size}"}'), "");
  assert.match((await underlines('{\n"paywals": []}')).join(), /^2: .*paywals/);
});

test("the address of the schema is accepted", async () => {
  const with_address = JSON.stringify({ $schema: document.$id, paywalls: [], campaign_rules: [] });
  assert.deepEqual(complaints("document", JSON.parse(with_address)), []);
  assert.deepEqual(await underlines(with_address), []);
});
