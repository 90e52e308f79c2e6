//! Laws of smart text, values and Markdown that no single shared case can state.

use crate::text::markdown;
use crate::text::markdown::{Links, nodes};
use crate::tree::{Element, Tag, html};
use paywall_output::{self as output, Escape, Output};

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

/// Returns a document with one paywall whose content is a list in a list in a list, all of them from the app.
fn lists_in_lists() -> serde_json::Value {
    let grid = |source: &str, inside: serde_json::Value| serde_json::json!({"component": "responsiveGrid", "loopSource": source, "components": [inside]});
    let text = serde_json::json!({"component": "text", "text": "${block.x}"});
    let list = "${launch.customObject.list}";
    let content = grid(list, grid(list, grid(list, text)));
    serde_json::json!({"paywalls": [{"id": "p", "name": "P", "template": {
        "min_sdk_version": "3.3.0", "pages": [{"name": "main", "contentContainer": content}], "initialState": {}
    }}]})
}

#[test]
fn lists_in_lists_stay_within_the_limits() {
    let (document, _) = crate::call::load(lists_in_lists().to_string().as_bytes(), 1);
    let document = document.expect("a document");
    let render = |entries: usize| {
        let list = vec![serde_json::json!({"x": "y"}); entries];
        let request = serde_json::json!({"paywall": "p", "launch": {"context": {"customObject": {"list": list}}}});
        let started = std::time::Instant::now();
        let answer = crate::call::answer(&document, 2, request.to_string().as_bytes());
        assert!(started.elapsed().as_secs() < 20, "{entries} entries");
        String::from_utf8(answer).expect("UTF-8")
    };
    // Only the lists inside the first: its own class name goes on.
    assert_eq!(render(3).matches("responsiveGrid\\\"").count(), 3 + 9);
    for entries in [100, 3_000, 100_000] {
        assert!(render(entries).contains("too_many_nodes"), "{entries}");
    }
}
