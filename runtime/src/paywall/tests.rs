//! What a case file cannot say: laws of smart text, values and Markdown.

use super::markdown::{self, Links, nodes};
use crate::output::{self, Escape, Output};
use crate::tree::{Element, Tag, html};

fn written(text: &str) -> String {
    let element = Element {
        children: nodes(text, Links::Live),
        ..Element::new(Tag::P)
    };
    let mut out = Output::default();
    html::write_element(&mut out, &element, false);
    out.text()
        .trim_start_matches("<p>")
        .trim_end_matches("</p>")
        .into()
}

#[test]
fn markdown_makes_the_documented_subset() {
    for (text, expected) in [
        ("plain", "plain"),
        (
            "**bold** and *italic* and ~~gone~~",
            "<strong>bold</strong> and <em>italic</em> and <del>gone</del>",
        ),
        ("snake_case_name", "snake_case_name"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("<b>raw</b>", "&lt;b&gt;raw&lt;/b&gt;"),
        ("one<br>two", "one<br>two"),
        ("a\nb", "a\nb"),
        ("\\*not\\*", "*not*"),
        ("AT&amp;T", "AT&amp;T"),
        ("[x](javascript:alert(1))", "x"),
        (
            "![x](https://a.example/b.png)",
            "!<a class=\"link\" href=\"https://a.example/b.png\" rel=\"noopener noreferrer\" target=\"_blank\">x</a>",
        ),
        ("**open", "**open"),
        ("", ""),
    ] {
        assert_eq!(written(text), expected, "{text:?}");
    }
}

#[test]
fn paragraphs_headings_and_lists_are_blocks() {
    let blocks = |text: &str| nodes(text, Links::Live).len();
    assert_eq!(blocks("one\n\ntwo"), 2);
    assert_eq!(blocks("# Title\ntext"), 2);
    assert_eq!(blocks("- a\n- b\n\n1. c"), 2);
}

#[test]
fn escaped_text_reads_back_as_itself() {
    for text in [
        "**x**",
        "[a](https://b.example)",
        "https://c.example",
        "<br>",
        "a_b_",
        "# h",
        "- i",
        "1. j",
        "\\",
        "&amp;",
    ] {
        let mut escaped = String::new();
        markdown::escape_into(&mut escaped, text);
        let expected = output::escaped(text, Escape::TEXT);
        assert_eq!(written(&escaped), expected, "{text:?}");
    }
}

#[test]
fn hostile_markup_takes_linear_time() {
    for mark in [
        "*", "**", "_", "[", "](", "<", "&", "~~", "`", "www.", "http://", "*a ",
    ] {
        let text = mark.repeat(60_000 / mark.len());
        let started = std::time::Instant::now();
        let _ = nodes(&text, Links::Live);
        assert!(
            started.elapsed().as_secs() < 5,
            "{mark:?} took {:?}",
            started.elapsed()
        );
    }
}
