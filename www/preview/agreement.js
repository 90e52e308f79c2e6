// Asks the module in this browser and the server the same thing, and compares what they say.

/** Asks both. The answer says whether the server's has the same bytes as the browser's. */
export async function compare(runtime, request) {
  const [there, here] = await Promise.all([ask("/api/render", request), runtime.answer("render", request)]);
  return { answer: JSON.parse(here), ...verdict(JSON.parse(here), there) };
}

async function ask(url, request) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  return response.json();
}

function verdict(here, there) {
  if (here.error || there.error) {
    const agree = here.error?.code === there.error?.code;
    return {
      agree,
      text: agree ? `Both refuse alike: ${here.error.code}` : `Here ${outcome(here)}, on the server ${outcome(there)}`,
    };
  }
  for (const part of ["html", "css"]) {
    const at = firstDifference(here.ok[part], there.ok[part]);
    if (at === undefined) continue;
    const [ours, theirs] = [here, there].map(({ ok }) => excerpt(ok[part], at));
    const text = `${part.toUpperCase()} differs at character ${at}: “${ours}” here, “${theirs}” on the server`;
    return { agree: false, text };
  }
  const size = (text) => new TextEncoder().encode(text).length.toLocaleString("en");
  return { agree: true, text: `Bytes agree: ${size(here.ok.html)} of HTML, ${size(here.ok.css)} of CSS` };
}

const outcome = ({ error }) => error?.code ?? "a paywall";
const excerpt = (text, at) => text.slice(Math.max(0, at - 12), at + 24);

function firstDifference(a, b) {
  if (a === b) return undefined;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}
