// The sections of all pages, for the search in the browser.

/** Returns a list of sections: the page's file and title, the heading with its anchor, and the words below it. */
export function index(pages) {
  return pages.flatMap((page) => {
    const sections = [{ title: "", id: "", words: [] }];
    const headings = [...page.headings];
    let code = false;
    for (const line of page.text.split("\n")) {
      if (line.startsWith("```")) code = !code;
      const heading = !code && /^#{2,3} /.test(line) ? headings.shift() : undefined;
      if (heading) sections.push({ ...heading, words: [] });
      else sections.at(-1).words.push(line);
    }
    return sections.map(({ title, id, words }) => ({
      id: id ? `${page.file}#${id}` : page.file,
      page: page.title,
      title: title || page.title,
      text: plain(words.join("\n")),
    }));
  });
}

/** Takes the signs of Markdown out of a text. */
function plain(text) {
  return text
    .replace(/<!--.*?-->/gs, "")
    .replace(/\]\([^)]*\)/g, "]")
    .replace(/[`*|#[\]]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}
