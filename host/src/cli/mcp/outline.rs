//! The outline of a page: what is on it, in words, one element a line.

/// The elements that hold nothing.
const EMPTY: [&str; 8] = [
    "br", "hr", "img", "input", "link", "meta", "source", "track",
];
/// The elements of which only the beginning matters.
const CLOSED: [&str; 3] = ["script", "style", "svg"];

/// Writes the outline of a page's fragment: the components with their ids, what they say, and what can be tapped.
pub(super) fn outline(html: &str) -> String {
    let mut page = Page::default();
    for piece in html.split('<').skip(1) {
        let (tag, text) = split(piece);
        page.tag(tag);
        page.text(text);
    }
    page.out
}

/// The outline so far.
#[derive(Default)]
struct Page {
    out: String,
    /// The open elements, and whether each has a line.
    open: Vec<(String, bool)>,
    /// True while the last line is a text that can go on.
    goes_on: bool,
}

impl Page {
    /// Goes into an element, or out of one.
    fn tag(&mut self, tag: &str) {
        if let Some(name) = tag.strip_prefix('/') {
            let shown = self
                .open
                .pop()
                .is_some_and(|(open, shown)| shown && open == name);
            self.goes_on &= !shown;
            return;
        }
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        let is_seen = !self.is_closed();
        let line = if is_seen { line(name, tag) } else { None };
        if let Some(line) = &line {
            self.line(line);
            self.goes_on = false;
        }
        if !EMPTY.contains(&name) && !tag.ends_with('/') {
            self.open.push((name.to_owned(), line.is_some()));
        }
    }

    /// Adds the text behind a tag.
    fn text(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() || self.is_closed() {
            return;
        }
        let text = plain(text);
        if self.goes_on {
            self.out
                .truncate(self.out.trim_end_matches(['”', '\n']).len());
            self.out += &format!(" {text}”\n");
        } else {
            self.line(&format!("“{text}”"));
        }
        self.goes_on = true;
    }

    /// Adds a line, below the elements around it that have one.
    fn line(&mut self, line: &str) {
        let depth = self.open.iter().filter(|(_, shown)| *shown).count();
        self.out += &format!("{}{line}\n", "  ".repeat(depth));
    }

    /// Returns true inside of what is left out.
    fn is_closed(&self) -> bool {
        self.open
            .iter()
            .any(|(name, _)| CLOSED.contains(&name.as_str()))
    }
}

/// Splits what follows a `<` into the tag and the text behind it. A `>` may stand in an attribute.
fn split(piece: &str) -> (&str, &str) {
    let mut is_quoted = false;
    let end = piece.char_indices().find(|(_, sign)| {
        is_quoted ^= *sign == '"';
        *sign == '>' && !is_quoted
    });
    let (tag, text) = piece.split_at(end.map_or(piece.len(), |(at, _)| at));
    (tag, text.get(1..).unwrap_or_default())
}

/// Describes an element that means something to people.
fn line(name: &str, tag: &str) -> Option<String> {
    let value = |attribute| value(tag, attribute);
    let (id, tap, field) = (value("data-id"), value("data-tap"), value("data-field"));
    let picture = (name == "img").then(|| value("src")).flatten();
    if id.is_none() && tap.is_none() && field.is_none() && picture.is_none() && name != "input" {
        return None;
    }
    let class = value("class").unwrap_or_default();
    let mut out = class
        .split(' ')
        .next()
        .filter(|kind| !kind.is_empty())
        .unwrap_or(name)
        .to_owned();
    let told = [
        ("", id.map(str::to_owned)),
        ("tap ", tap.map(str::to_owned)),
        (
            "",
            (value("aria-pressed") == Some("true")).then(|| "pressed".to_owned()),
        ),
        (
            "",
            (value("aria-checked") == Some("true")).then(|| "checked".to_owned()),
        ),
        ("", tag.contains(" data-on").then(|| "chosen".to_owned())),
        ("", tag.contains(" disabled").then(|| "disabled".to_owned())),
        ("role ", value("role").map(str::to_owned)),
        ("label ", value("aria-label").map(plain)),
        ("alt ", value("alt").map(plain)),
        ("link ", value("href").map(short)),
        ("picture ", picture.map(short)),
    ];
    for (word, value) in told {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            out += &format!(" [{word}{value}]");
        }
    }
    Some(out)
}

/// Returns the value of an attribute in a tag.
fn value<'a>(tag: &'a str, attribute: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {attribute}=\""))?;
    Some(rest.split_once('"')?.0)
}

/// Returns a text without the escapes of HTML.
fn plain(text: &str) -> String {
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    pairs
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// Shortens an address.
fn short(address: &str) -> String {
    address.chars().take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_told_in_lines() {
        let html = "<div class=\"paywall phone\"><div class=\"container s0\" data-id=\"box\"><div class=\"text s1\" \
            data-id=\"title\"><b>Fern</b> &amp; <i>more</i></div><img class=\"image\" data-id=\"logo\" src=\"a>b.png\" alt=\"Logo\">\
            <button class=\"button\" data-id=\"buy\" type=\"button\" aria-pressed=\"true\" data-tap=\"8\"><span class=\"text\" \
            data-id=\"label\">Buy</span><svg><text>hidden</text></svg></button></div><div>below</div></div>";
        let lines = [
            "container [box]",
            "  text [title]",
            "    “Fern & more”",
            "  image [logo] [alt Logo] [picture a>b.png]",
            "  button [buy] [tap 8] [pressed]",
            "    text [label]",
            "      “Buy”",
            "“below”",
        ];
        assert_eq!(outline(html).lines().collect::<Vec<_>>(), lines);
    }
}
