// Hears from the host that something changed about the customer, whichever device or host it came from: one request
// whose answer goes on. What changed is asked for as always.

/**
 * @typedef {object} Ways
 * @property {(signal: AbortSignal) => Promise<Response>} open begins a request whose answer goes on
 * @property {() => void} told is called when something may have changed
 */

/** The pauses before the next request, in milliseconds: they double while nothing is heard. */
const SHORTEST = 2_000;
const LONGEST = 60_000;
/** The time after which an answer without a sign of life is given up; the host gives one every 15 s. */
const SILENCE = 45_000;

/**
 * Listens until the answer is called. A host that has no such answer is not asked again.
 * @param {Ways} ways
 */
export function listen({ open, told }) {
  let ended = false;
  let stop = new AbortController();
  /** @type {any} */
  let timer;
  /** @type {() => void} */
  let wake = () => {};
  const follow = async () => {
    for (let pause = SHORTEST; !ended; pause = Math.min(pause * 2, LONGEST)) {
      stop = new AbortController();
      const answer = await open(stop.signal).catch(() => null);
      if (answer?.status === 404 || ended) return;
      if (answer?.ok && answer.body && (await heard(answer.body, stop, told))) pause = SHORTEST;
      // An older browser cannot read an answer that goes on, and a host that does not know the device wants to be
      // asked.
      else if (answer) told();
      stop.abort();
      const later = Number(answer?.headers.get("retry-after")) * 1000;
      await new Promise((resolve) => {
        wake = () => resolve(undefined);
        // Devices that lost one host come to the next one by and by.
        timer = setTimeout(wake, Math.max(later || 0, ended ? 0 : pause * (0.5 + Math.random() / 2)));
        timer.unref?.();
      });
    }
  };
  void follow();
  return () => {
    ended = true;
    clearTimeout(timer);
    stop.abort();
    wake();
  };
}

/**
 * Reads an answer until it ends. Answers whether anything was told.
 * @param {ReadableStream<Uint8Array>} body
 * @param {AbortController} stop
 * @param {() => void} told
 */
async function heard(body, stop, told) {
  const [reader, decoder] = [body.getReader(), new TextDecoder()];
  let [text, isAny] = ["", false];
  for (;;) {
    const silence = setTimeout(() => stop.abort(), SILENCE);
    /** @type {any} */ (silence).unref?.();
    const read = await reader.read().catch(() => null);
    clearTimeout(silence);
    if (!read || read.done) return isAny;
    const events = (text + decoder.decode(read.value, { stream: true })).split("\n\n");
    text = events.pop() ?? "";
    if (!events.some((event) => /^event: changed$/m.test(event))) continue;
    isAny = true;
    told();
  }
}
