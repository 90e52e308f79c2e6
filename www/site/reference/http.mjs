// The reference of a host's HTTP API: its OpenAPI as Markdown.

const METHODS = ["get", "post", "put", "patch", "delete"];

/** Returns the page of a description. */
export function http(openapi) {
  const { info, paths, components } = JSON.parse(openapi);
  const calls = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ method, path, ...item[method] })),
  );
  const tags = [...new Set(calls.flatMap((it) => it.tags ?? []))];
  const parts = tags.map((tag) => {
    const own = calls.filter((it) => it.tags?.[0] === tag);
    return [`## ${tag[0].toUpperCase()}${tag.slice(1)}`, ...own.map(operation)].join("\n\n");
  });
  const types = Object.entries(components?.schemas ?? {}).map(([name, schema]) => type(name, schema));
  const intro = [
    `# HTTP API: ${info.title}`,
    `${sentence(info.description).replace(/docs\/([\w-]+)\.md/g, "[$1.md](../docs/$1.md)")}`,
    "Every host serves the same as OpenAPI 3.1 at `/openapi.json`, and `paywall schema host` prints it. " +
      "The Control Center's part alone is at `/control/v1/openapi.json`, and `paywall schema control` prints that.",
  ];
  return `${[...intro, ...parts, "## Types", ...types].join("\n\n")}\n`;
}

/** Writes a call: what it takes, and what it answers. */
function operation({ method, path, summary, description, parameters = [], requestBody, responses = {} }) {
  const out = [`### ${method.toUpperCase()} ${path}`, [summary, description].filter(Boolean).map(sentence).join(" ")];
  const rows = parameters.map(
    (it) => `| \`${it.name}\` | ${it.in} | \`${shape(it.schema)}\` | ${line(it.description)}${it.required ? "" : " (optional)"} |`,
  );
  if (rows.length) out.push(["| parameter | in | type | meaning |\n|---|---|---|---|", ...rows].join("\n"));
  const body = content(requestBody?.content);
  if (body) out.push(`Body: \`${body}\``);
  const answers = Object.entries(responses).map(([status, it]) => {
    const of = content(it.content);
    return `| ${status} | ${line(it.description)} | ${of ? `\`${of}\`` : ""} |`;
  });
  if (answers.length) out.push(["| status | meaning | body |\n|---|---|---|", ...answers].join("\n"));
  return out.filter(Boolean).join("\n\n");
}

/** The shape of a body of JSON, or its type of media. */
function content(content) {
  const [media, { schema } = {}] = Object.entries(content ?? {})[0] ?? [];
  if (!media) return undefined;
  return media === "application/json" ? shape(schema) : media;
}

/** Writes a type with its fields. */
function type(name, { description, properties = {}, required = [], ...rest }) {
  const rows = Object.entries(properties).map(
    ([field, it]) =>
      `| \`${field}${required.includes(field) ? "" : "?"}\` | \`${shape(it)}\` | ${line(it.description)} |`,
  );
  const fields = rows.length
    ? ["| field | type | meaning |\n|---|---|---|", ...rows].join("\n")
    : `\`${shape(rest)}\``;
  return [`### ${name}`, sentence(description ?? ""), fields].filter(Boolean).join("\n\n");
}

/** Says in short what a schema lets pass. */
function shape(schema = {}) {
  if (schema.$ref) return schema.$ref.split("/").at(-1);
  if (schema.enum) return schema.enum.map((it) => JSON.stringify(it)).join(" \\| ");
  const several = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  if (several) return [...new Set(several.map(shape))].join(schema.allOf ? " & " : " \\| ");
  if (schema.type === "array" || schema.items) return `${shape(schema.items)}[]`;
  if (schema.additionalProperties) return `{[name]: ${shape(schema.additionalProperties)}}`;
  return [schema.type ?? "any"].flat().join(" \\| ");
}

const line = (text = "") => text.replace(/\s*\n\s*/g, " ").replaceAll("|", "\\|");

const sentence = (text = "") => text.trim().replace(/([^.:!?])$/, "$1.");
