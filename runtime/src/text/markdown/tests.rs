use std::time::{Duration, Instant};

use super::{Links, escape_into, nodes};
use crate::tree::Node;
use paywall_output as output;

/// Writes nodes as HTML, without attributes other than `href`.
fn html(nodes: &[Node]) -> String {
    let mut out = String::new();
    for node in nodes {
        match node {
            Node::Text(text) => out += &output::escaped(text, output::Escape::TEXT),
            Node::Element(element) => {
                let name = element.tag.name();
                let href = element.attributes.iter().find(|(name, _)| *name == "href");
                let href = href.map_or(String::new(), |(_, url)| format!(" href={}", url.as_str()));
                out += &format!("<{name}{href}>{}", html(&element.children));
                if !element.tag.is_void() {
                    out += &format!("</{name}>");
                }
            }
        }
    }
    out
}

fn shown(text: &str) -> String {
    html(&nodes(text, Links::Live))
}

/// Texts as an author writes them, and the HTML they become.
#[rustfmt::skip]
const AUTHORED: &[(&str, &str)] = &[
    ("", ""),
    ("  plain  ", "plain"),
    ("**bold** and *italic* and ~~gone~~", "<strong>bold</strong> and <em>italic</em> and <del>gone</del>"),
    ("__bold__ _italic_", "<strong>bold</strong> <em>italic</em>"),
    ("**a *b* c**", "<strong>a <em>b</em> c</strong>"),
    ("**Über uns**", "<strong>Über uns</strong>"),
    ("*é*", "<em>é</em>"),
    ("_été_ **今だけ**", "<em>été</em> <strong>今だけ</strong>"),
    ("**€9.99**/month", "<strong>€9.99</strong>/month"),
    ("snake_case_name", "snake_case_name"),
    ("2 * 3 * 4", "2 * 3 * 4"),
    ("5* hotel", "5* hotel"),
    ("\\*not\\*", "*not*"),
    ("one\ntwo", "one\ntwo"),
    ("one  \ntwo", "one<br>two"),
    ("one\\\ntwo", "one<br>two"),
    ("one<br>two<br/>three", "one<br>two<br>three"),
    ("one\n\ntwo", "<p>one</p><p>two</p>"),
    ("# Title\ntext", "<h1>Title</h1><p>text</p>"),
    ("###### Six", "<h6>Six</h6>"),
    ("####### Seven", "####### Seven"),
    ("#hashtag", "#hashtag"),
    ("- a\n- **b**", "<ul><li>a</li><li><strong>b</strong></li></ul>"),
    ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
    ("[Terms](https://example.com/terms)", "<a href=https://example.com/terms>Terms</a>"),
    ("[Mail](mailto:a@example.com) us", "<a href=mailto:a@example.com>Mail</a> us"),
    ("[**T** & C](https://example.com/a_(b) \"Title\")", "<a href=https://example.com/a_(b)><strong>T</strong> &amp; C</a>"),
    ("See https://example.com/a.", "See <a href=https://example.com/a>https://example.com/a</a>."),
    ("<https://example.com>", "<a href=https://example.com>https://example.com</a>"),
    ("www.example.com", "<a href=http://www.example.com>www.example.com</a>"),
    ("https://localhost and on", "https://localhost and on"),
    ("a   b    c *d*", "a   b    c <em>d</em>"),
    ("[x] [y](", "[x] [y]("),
    ("[a][b](https://example.com)", "[a]<a href=https://example.com>b</a>"),
    ("[x](https\\:\\/\\/example\\.com\\/a\\_b\\(1\\))", "<a href=https://example.com/a_b(1)>x</a>"),
    ("&amp; &lt;b&gt; &copy;", "&amp; &lt;b&gt; ©"),
    ("**", "**"),
    ("****", "****"),
    ("*", "*"),
    ("`code` and `**b** \\$1`", "<code>code</code> and <code><strong>b</strong> $1</code>"),
    ("a ` b", "a ` b"),
];

#[test]
fn markup_that_authors_use() {
    for (text, expected) in AUTHORED {
        assert_eq!(shown(text), *expected, "{text:?}");
    }
}

#[test]
fn inside_a_button_links_are_only_marked() {
    assert_eq!(
        html(&nodes("[Go](https://example.com)", Links::Marked)),
        "<span>Go</span>"
    );
}

#[test]
fn markup_of_html_and_unsafe_links_are_text() {
    let rows = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "**<b onclick=alert(1)>x</b>**",
        "<javascript:alert(1)>",
        "[x](javascript:alert(1))",
        "[x](<javascript:alert(1)>)",
        "[x](\tjavascript:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](JaVaScRiPt:alert(1) \"t\")",
        "[x](javascript&colon;alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](\\javascript:alert(1))",
        "[x](javascript\\:alert\\(1\\))",
        "[x](\\/\\/example\\.com)",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:msgbox(1))",
        "[x](//example.com)",
        "![x](https://example.com/x.png\" onerror=\"alert(1))",
        "[x]: javascript:alert(1)\n\n[x]",
        "www.example.com\"onmouseover=alert(1)",
        "https://example.com\"><script>alert(1)</script>",
    ];
    for text in rows {
        let html = shown(text);
        assert!(
            !html.contains("<script") && !html.contains("<img") && !html.contains("<b "),
            "{text:?} became {html}"
        );
        for href in html.split(" href=").skip(1) {
            assert!(href.starts_with("http"), "{text:?} became {html}");
        }
    }
}

#[test]
fn what_was_escaped_reads_back_as_itself() {
    let texts = [
        "**bold** *i* _u_ ~~s~~ `c`",
        "[x](https://example.com)",
        "https://example.com www.example.com",
        "# not a title",
        "- a",
        "1. a",
        "1) a",
        "<br>",
        "&amp; &lt;",
        "\\",
        "\\*",
        "a\\\\b",
        "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
        "¢€漢字\u{1f600}",
        "${state.x}",
        "a  b",
    ];
    for text in texts {
        let mut escaped = String::new();
        escape_into(&mut escaped, text);
        let [Node::Text(read)] = &nodes(&escaped, Links::Live)[..] else {
            panic!("{escaped:?} holds markup")
        };
        assert_eq!(&**read, text);
    }
}

/// Parses markup signs over and over, most of which never close.
#[test]
fn time_grows_with_the_length_only() {
    #[rustfmt::skip]
    let pieces = [
        "[", "](", "[](", "[a](", "[a](b", "[[](", "(", ")", "*", "**", "***", "*a", "*a ", "a*",
        "_", "_a", "__a ", "~", "~~", "~~a", "<", "<a", "<a:", "<https://a", "&", "&a", "\\",
        "\\\\", " ", "  ", "  a", "\n", " \n", "  \n", "#", "# ", "# a\n", "- ", "- a\n", "1. ",
        "1. a\n", "h", "w", "http://", "https://", "https://a ", "www.", "www.a", "*_", "*_~~",
        "**a *b ", "*a **b* ", "_a *b ", "[*", "*[", "[a*](", "`", "!", "é", "*é",
    ];
    for piece in pieces {
        for (before, after) in [
            ("", ""),
            ("a", "*b"),
            ("*", "]("),
            ("x\n", "\n\n**z**"),
            ("", "](https://example.com)"),
        ] {
            let text = [before, &piece.repeat(100_000 / piece.len()), after].concat();
            let start = Instant::now();
            nodes(&text, Links::Live);
            assert!(
                start.elapsed() < Duration::from_secs(3),
                "{before:?} + {piece:?}... + {after:?} took {:?}",
                start.elapsed()
            );
        }
    }
}
