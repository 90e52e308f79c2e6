// Pages as HTML: Markdown, with the anchors of GitHub, links between pages of the site, coloured code and live examples.
import { posix } from "node:path";

/** Code blocks of these languages are coloured; others stay as they are. */
const LANGUAGES = { js: "javascript", ts: "typescript", jsx: "javascript", tsx: "typescript", json: "json", sh: "bash", toml: "ini", rust: "rust", html: "xml", http: "http" };

/** Renders pages of the site. */
export class Markdown {
  #markdown;
  #pages;
  #page;
  #headings;

  constructor(pages, packages) {
    this.#pages = new Map(pages.map((page) => [page.source, page]));
    const highlight = packages("highlight.js");
    const markdown = packages("markdown-it")({
      html: false,
      highlight: (code, language) =>
        LANGUAGES[language] ? highlight.highlight(code, { language: LANGUAGES[language] }).value : "",
    });
    const anchor = packages("markdown-it-anchor");
    markdown.use(anchor.default ?? anchor, {
      slugify: slug,
      tabIndex: false,
      callback: (token, { title, slug: id }) => {
        if (token.tag === "h2" || token.tag === "h3") this.#headings.push({ level: token.tag, title, id });
      },
    });
    markdown.core.ruler.push("links", (state) => this.#links(state.tokens));
    const fence = markdown.renderer.rules.fence;
    markdown.renderer.rules.fence = (tokens, at, ...more) => {
      const example = live(tokens[at]);
      // Code that is wider than the screen is scrolled by keyboard, too.
      const code = fence(tokens, at, ...more).replace("<pre>", '<pre tabindex="0">');
      return code + (example ? `<figure class="live" data-example="${example}"></figure>\n` : "");
    };
    wrapTables(markdown);
    this.#markdown = markdown;
  }

  /** Returns a page's `body`, as HTML, and its `headings`. */
  render(page) {
    this.#page = page;
    this.#headings = [];
    // What stands in comments is for those who work on the page.
    const text = page.text.replace(/<!--.*?-->/gs, "");
    return { body: this.#markdown.render(text), headings: this.#headings };
  }

  #links(tokens) {
    const open = [];
    const all = tokens.flatMap((token) => [token, ...(token.children ?? [])]);
    for (const [at, token] of all.entries()) {
      // In the repository a link is named by its file; readers of the site know pages by their titles.
      if (token.type === "link_open" && /^[\w-]+\.md$/.test(all[at + 1].content)) {
        all[at + 1].content = this.#titleOf(token.attrGet("href")) ?? all[at + 1].content;
      }
      if (token.type === "link_open") open.push(this.#link(token));
      // What is no link any more ends as what it became.
      if (token.type === "link_close") token.tag = open.pop();
      if (token.type === "image") {
        token.attrSet("src", posix.normalize(posix.join(posix.dirname(this.#page.source), token.attrGet("src"))));
        token.attrSet("loading", "lazy");
      }
    }
  }

  /** Lets a link lead to a page of the site, and returns the element that it is. A file that is no page is only named. */
  #link(token) {
    const href = this.#target(token.attrGet("href"));
    if (href) token.attrSet("href", href);
    else Object.assign(token, { tag: "span", attrs: [["class", "file"], ["title", token.attrGet("href")]] });
    return token.tag;
  }

  /** Returns the title of the page that a link leads to; undefined for what is no page. */
  #titleOf(href) {
    const source = posix.join(posix.dirname(this.#page.source), href.split("#")[0]);
    return this.#pages.get(source)?.title;
  }

  /** Returns where a link of the page leads to on the site; undefined for a file of the repository that is no page. */
  #target(href) {
    if (/^[a-z]+:/.test(href) || href.startsWith("#")) return href;
    const [path, hash] = href.split("#");
    // Pages that `cargo doc` wrote are a part of the site.
    if (path.startsWith("rust/")) return href;
    const source = posix.normalize(posix.join(posix.dirname(this.#page.source), path));
    const contents = { "docs/README.md": "index.html" };
    const file = this.#pages.get(source)?.file ?? contents[source];
    return file && hash ? `${file}#${hash}` : file;
  }
}

/** Returns the anchor that GitHub gives a heading. */
function slug(title) {
  const plain = title.trim().toLowerCase().replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, "");
  return plain.replace(/\s/g, "-");
}

/** Tells which kind of live example a block of code is: a document, or components. None for others. */
function live({ info, content }) {
  if (info.trim() !== "json") return undefined;
  let value;
  try {
    value = JSON.parse(content);
  } catch {
    return undefined;
  }
  if (Array.isArray(value?.paywalls)) return "document";
  const parts = Array.isArray(value) ? value : [value];
  return parts.every((part) => typeof part?.component === "string") ? "components" : undefined;
}

/** Lets wide tables scroll by themselves, by keyboard too. A heading without words is none. */
function wrapTables(markdown) {
  markdown.renderer.rules.table_open = () => '<div class="table" tabindex="0" role="group" aria-label="Table"><table>\n';
  markdown.renderer.rules.table_close = () => "</table></div>\n";
  markdown.core.ruler.push("headings", ({ tokens }) => {
    for (const [at, token] of tokens.entries()) {
      if (token.type !== "th_open" || tokens[at + 1].content !== "") continue;
      token.tag = "td";
      tokens[at + 2].tag = "td";
    }
  });
}
