// Asks a host for its answer to a case. Runs in Node and in a page.

import { operations } from "./host.mjs";

export function answerOf(host, { operation, document, request }) {
  const loaded = host.load(document);
  const { ok } = JSON.parse(new TextDecoder().decode(loaded));
  if (!ok) return loaded;
  try {
    return operation === "load" ? loaded : host.call(ok.handle, operations[operation] ?? Number(operation), request);
  } finally {
    host.drop(ok.handle);
  }
}
