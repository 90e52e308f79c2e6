// The document of an address, kept in the page's own cache: a later visit waits for no network, and one without a
// network shows what the visit before it had.

/** The name of the cache in `caches`, and the header in which it says when a document was kept. */
const NAME = "paywall-documents";
const KEPT_AT = "kept-at";
/** The most documents that are kept; the oldest give way. */
const MOST = 8;
const DAY = 86_400_000;

/** @type {typeof import("./document.js").cloudDocument} */
export async function cloudDocument(
  address,
  { fallback, timeout = 3_000, maxAge = 7 * DAY, fetch = globalThis.fetch, onNewer } = {},
) {
  const url = new URL(address, globalThis.location?.href).href;
  const coming = ask(url, fetch);
  const cache = await open();
  const kept = await cache?.match(url).catch(() => undefined);
  const before = kept && { text: await kept.text(), since: Number(kept.headers.get(KEPT_AT)) };
  const keeping = coming.then((text) => keep(cache, url, text, before));
  keeping.catch(() => {}); // told below, where it matters
  if (before && Date.now() - before.since < maxAge) {
    keeping.then((isNewer) => isNewer && onNewer?.()).catch(() => {});
    return before.text;
  }
  const other = before ? before.text : fallback;
  if (other === undefined) return coming;
  return Promise.race([coming, pause(timeout)]).catch(() => other);
}

/**
 * Asks the network for a document. The browser sends the tag of what it had, so that an unchanged document is not sent
 * again.
 * @param {string} url
 * @param {typeof globalThis.fetch} fetch
 */
async function ask(url, fetch) {
  const answer = await fetch(url, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${answer.status} for ${url}`);
  const text = await answer.text();
  // The page of a proxy or of a portal is no document, whatever its status, and neither is the half of one. All of it
  // is read before it is kept: the first paywall need not wait for that.
  const json = text.trim();
  const ends = json.charAt(0) + json.charAt(json.length - 1);
  if (ends !== "{}" && ends !== "[]") throw new Error(`${url} answers no document`);
  return text;
}

/**
 * Opens the cache. Pages that are no secure context have none, and some may not use theirs.
 * @returns {Promise<Cache | undefined>}
 */
async function open() {
  return globalThis.caches?.open(NAME).catch(() => undefined);
}

/**
 * Keeps a document. Answers whether it differs from the one before, if there was one.
 * @param {Cache | undefined} cache
 * @param {string} url
 * @param {string} text
 * @param {{ text: string, since: number } | undefined} before
 */
async function keep(cache, url, text, before) {
  const isNewer = before !== undefined && before.text !== text;
  if (cache && (!before || isNewer || Date.now() - before.since > DAY)) {
    // A broken document is not kept, and nobody hears that it is newer.
    if (isNewer || !before) {
      await rest();
      JSON.parse(text);
    }
    const headers = { "content-type": "application/json", [KEPT_AT]: `${Date.now()}` };
    try {
      await cache.put(url, new Response(text, { headers }));
      for (const old of (await cache.keys()).slice(0, -MOST)) await cache.delete(old);
    } catch {
      // Without room for it, the next visit asks the network.
    }
  }
  return isNewer;
}

/**
 * Waits until the page has nothing better to do.
 * @returns {Promise<void>}
 */
function rest() {
  return new Promise((resolve) => {
    if ("requestIdleCallback" in globalThis) requestIdleCallback(() => resolve(), { timeout: 2_000 });
    else setTimeout(resolve);
  });
}

/**
 * Fails after a time.
 * @param {number} milliseconds
 * @returns {Promise<never>}
 */
function pause(milliseconds) {
  return new Promise((_, reject) => setTimeout(reject, milliseconds));
}
