// The frame of a page: contents, headings, the page before and after.

/** Writes a page of the site. */
export function html(page, parts) {
  const pages = parts.flatMap((part) => part.pages);
  const at = pages.indexOf(page);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data: https:; font-src https:; media-src https:; base-uri 'none'; form-action 'none'">
<title>${escape(page.title)}</title>
<link rel="icon" href="icon.svg">
<link rel="stylesheet" href="site.css">
<script type="module" src="site.js"></script>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="bar">
<button type="button" id="menu" aria-controls="contents" aria-expanded="false">Contents</button>
<a class="home" href="index.html"><img src="icon.svg" alt="" width="24" height="24">Paywall runtime</a>
<search class="search">
<input id="find" type="search" placeholder="Search" aria-label="Search the documentation" autocomplete="off" role="combobox" aria-expanded="false" aria-controls="found" aria-autocomplete="list">
<ul id="found" role="listbox" aria-label="Places found" hidden></ul>
</search>
<a href="playground.html">Playground</a>
</header>
<nav id="contents" class="contents" aria-label="Contents">
${parts.map((part) => contentsOf(part, page)).join("\n")}
</nav>
<main id="content" tabindex="-1">
<article>
${page.body}
</article>
<footer>
${neighbour(pages[at - 1], "prev", "Before")}
${neighbour(pages[at + 1], "next", "Next")}
</footer>
</main>
${onThisPage(page)}
</body>
</html>
`;
}

function contentsOf(part, page) {
  const entries = part.pages.map(
    (it) => `<li><a href="${it.file}"${it === page ? ' aria-current="page"' : ""}>${escape(it.title)}</a></li>`,
  );
  return `<h2>${escape(part.title)}</h2>\n<ul>\n${entries.join("\n")}\n</ul>`;
}

function onThisPage({ headings }) {
  if (headings.length < 2) return "";
  const entries = headings.map((it) => `<li class="${it.level}"><a href="#${it.id}">${escape(it.title)}</a></li>`);
  return `<nav class="here" aria-label="On this page">\n<h2>On this page</h2>\n<ul>\n${entries.join("\n")}\n</ul>\n</nav>`;
}

function neighbour(page, rel, word) {
  return page ? `<a rel="${rel}" href="${page.file}"><span>${word}</span> ${escape(page.title)}</a>` : "";
}

/** Escapes text for HTML. */
function escape(text) {
  const signs = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (sign) => signs[sign]);
}
