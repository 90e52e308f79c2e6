// The search: sections of all pages, found by words and their beginnings, reached by keyboard alone.

/** The most places that are shown. */
const MOST = 12;

/** Lets an input search, and shows what is found in a list. The index is fetched when somebody begins. */
export function search(input, list) {
  if (!input) return;
  let index;
  const ready = () => {
    index ??= load();
    return index;
  };
  input.addEventListener("focus", ready, { once: true });
  input.addEventListener("input", async () => show((await ready())(input.value)));
  input.addEventListener("keydown", (event) => key(event));
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    input.focus();
  });
  document.addEventListener("focusin", ({ target }) => {
    if (!input.contains(target) && !list.contains(target)) close();
  });

  function show(found) {
    const empty = input.value.trim() === "";
    list.replaceChildren(...(empty ? [] : found.length > 0 ? found.map(entry) : [nothing()]));
    list.hidden = empty;
    input.setAttribute("aria-expanded", String(!empty));
    choose(list.firstElementChild);
  }

  function choose(entry) {
    for (const other of list.children) other.setAttribute("aria-selected", String(other === entry));
    if (entry?.id) input.setAttribute("aria-activedescendant", entry.id);
    else input.removeAttribute("aria-activedescendant");
    entry?.scrollIntoView({ block: "nearest" });
  }

  function key(event) {
    const chosen = list.querySelector('[aria-selected="true"]');
    const next = { ArrowDown: chosen?.nextElementSibling, ArrowUp: chosen?.previousElementSibling }[event.key];
    if (next) choose(next);
    if (event.key.startsWith("Arrow") && !list.hidden) event.preventDefault();
    if (event.key === "Enter") chosen?.querySelector("a")?.click();
    if (event.key === "Escape") close();
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  }
}

/** Fetches the index, and returns a function from words to the places that have them. */
async function load() {
  const [{ default: MiniSearch }, sections] = await Promise.all([
    import("./minisearch.js"),
    fetch("search.json").then((answer) => answer.json()),
  ]);
  const index = new MiniSearch({
    fields: ["title", "page", "text"],
    storeFields: ["title", "page"],
    searchOptions: {
      boost: { title: 4, page: 2 },
      prefix: true,
      fuzzy: (word) => (word.length > 4 ? 0.2 : 0),
      combineWith: "AND",
    },
  });
  index.addAll(sections);
  return (words) => index.search(words).slice(0, MOST);
}

function entry({ id, title, page }, at) {
  const link = document.createElement("a");
  link.href = id;
  link.tabIndex = -1;
  const name = document.createElement("strong");
  name.textContent = title;
  const where = document.createElement("span");
  where.textContent = page;
  link.append(name, where);
  const item = document.createElement("li");
  item.id = `found-${at}`;
  item.setAttribute("role", "option");
  item.append(link);
  return item;
}

function nothing() {
  const item = document.createElement("li");
  const words = document.createElement("p");
  words.textContent = "Nothing has all these words.";
  item.append(words);
  return item;
}
