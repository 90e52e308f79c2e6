//! Attacks from the public lists of cross-site scripting and style injection payloads, against every escaping function.

use super::{css_value, link_url, media_url, write_css_string, write_css_url};
use paywall_output::{Escape, escaped};

/// URLs that nothing may load or link to.
const SCRIPT_URLS: &[&str] = &[
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "JAVASCRIPT:alert(1)",
    " javascript:alert(1)",
    "\u{a0}javascript:alert(1)",
    "\u{feff}javascript:alert(1)",
    "\u{200b}javascript:alert(1)",
    "\u{1}javascript:alert(1)",
    "\u{1f}javascript:alert(1)",
    "\0javascript:alert(1)",
    "java\0script:alert(1)",
    "\tjavascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "java\rscript:alert(1)",
    "java\r\n\tscript:alert(1)",
    "javascript\t:alert(1)",
    "javascript\n:alert(1)",
    "j\na\nv\na\ns\nc\nr\ni\np\nt\n:alert(1)",
    "javascript:\nalert(1)",
    "javascript://example.com/%0aalert(1)",
    "javascript:/*--></title></style>*/alert(1)",
    "javascript:%61lert(1)",
    "javascript:\\u0061lert(1)",
    "javascript:void(0)",
    "java\u{7f}script:alert(1)",
    "ｊavascript:alert(1)",
    "jar:https://example.com/x.jar!/evil.html",
    "vbscript:msgbox(1)",
    "VBScript:msgbox(1)",
    "livescript:alert(1)",
    "mocha:alert(1)",
    "view-source:javascript:alert(1)",
    "feed:javascript:alert(1)",
    "about:blank",
    "about:srcdoc",
    "file:///etc/passwd",
    "filesystem:https://example.com/temporary/x.html",
    "ftp://example.com/x",
    "ws://example.com/",
    "ms-its:x.chm::/evil.html",
    "mhtml:https://example.com/evil.html",
    "intent://example.com#Intent;scheme=http;end",
    "chrome://settings",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "DATA:TEXT/HTML,<script>alert(1)</script>",
    "data:,alert(1)",
    "data:;base64,YWxlcnQoMSk=",
    "data:application/javascript,alert(1)",
    "data:text/javascript,alert(1)",
    "data:application/xhtml+xml,<script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script>",
    "data:text/css,*{color:red}",
    "data: text/html,<script>alert(1)</script>",
    "data:\timage/png,x",
    "data:x-image/png,x",
    "https:\\\\example.com\\x",
    "\\\\example.com\\x",
    "/\\example.com/x",
    "https://example.com/\nx",
    "https://example.com/\u{0}x",
    "",
    " ",
];

#[test]
fn no_url_that_could_run_script_or_leave_the_web_is_let_through() {
    for url in SCRIPT_URLS {
        assert_eq!(media_url(url), None, "as media: {url:?}");
        assert_eq!(link_url(url), None, "as a link: {url:?}");
    }
}

#[test]
fn a_link_needs_a_scheme_and_cannot_be_data() {
    let media_only = [
        "data:image/png;base64,AAAA",
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "blob:https://example.com/1",
        "//example.com/x",
        "/x",
        "x.png",
        "?x=javascript:alert(1)",
        "#javascript:alert(1)",
        "./javascript:alert(1)",
        "&#106;avascript:alert(1)",
    ];
    for url in media_only {
        assert_eq!(link_url(url), None, "as a link: {url:?}");
        assert_eq!(media_url(url), Some(url), "as media: {url:?}");
    }
}

#[test]
fn ordinary_urls_pass_as_they_are() {
    let both = [
        "https://example.com/a.png",
        "http://example.com/?q=1&r=%20#top",
        "HTTPS://EXAMPLE.COM/",
        "https://example.com/bücher/\"quoted\"<x>",
    ];
    for url in both {
        assert_eq!(media_url(url), Some(url));
        assert_eq!(link_url(url), Some(url));
    }
    assert_eq!(
        media_url("  https://example.com/a.png\n"),
        Some("https://example.com/a.png")
    );
    for url in ["mailto:help@example.com?subject=Hi", "tel:+1-555-0100"] {
        assert_eq!(link_url(url), Some(url));
        assert_eq!(media_url(url), None);
    }
}

/// Values that may not stand in a declaration.
const STYLE_ATTACKS: &[&str] = &[
    "red;background:blue",
    "red}body{display:none",
    "red}</style><script>alert(1)</script>",
    "</style>",
    "<!--",
    "-->",
    "red/*",
    "red/**/;x",
    "*/red/*",
    "url(https://example.com/steal)",
    "URL(https://example.com/steal)",
    "url(javascript:alert(1))",
    "url('javascript:alert(1)')",
    "url(\"x\")",
    "url(x)",
    "uRl(//example.com)",
    "u\\72l(x)",
    "\\75rl(x)",
    "\\000075 rl(x)",
    "#url(x)",
    "1url(x)",
    "0,url(x)",
    "linear-gradient(red,url(x))",
    "linear-gradient(red, blue), url(x)",
    "rgb(0,0,0)url(x)",
    "calc(1px+url(x))",
    "src(x)",
    "image(x)",
    "image-set(x 1x)",
    "-webkit-image-set(x 1x)",
    "cross-fade(x,y)",
    "element(#secret)",
    "paint(worklet)",
    "attr(data-secret)",
    "env(x)",
    "var(--x)",
    "expression(alert(1))",
    "EXPRESSION(alert(1))",
    "ex/**/pression(alert(1))",
    "exp\\ression(alert(1))",
    "width: expression(alert(1))",
    "progid:DXImageTransform.Microsoft.AlphaImageLoader(src=x)",
    "behavior:url(x.htc)",
    "-moz-binding:url(x.xml#y)",
    "@import 'x.css'",
    "@import url(x.css)",
    "red!important",
    "1px\"",
    "1px'",
    "\"unclosed",
    "'unclosed",
    "rgb(0,0,0",
    "rgb(0,0,0))",
    ")rgb(0,0,0",
    ") (",
    "red\\",
    "red\u{0}",
    "red\u{c}blue",
    "red\rblue",
    "ｕrl(x)",
    "red\u{2028}blue",
    "[x]",
    "a{b:c}",
    "--x:1",
    "$x",
    "`x`",
    "red&quot;",
    "red|blue",
    "red=blue",
    "",
    "   ",
];

#[test]
fn no_style_value_can_load_anything_or_leave_its_declaration() {
    for value in STYLE_ATTACKS {
        assert_eq!(css_value(value), None, "{value:?}");
    }
    assert_eq!(
        css_value(&"1".repeat(1_025)),
        None,
        "longer than any value that means something"
    );
}

#[test]
fn ordinary_style_values_pass_as_they_are() {
    let values = [
        "#fff",
        "#00000080",
        "red",
        "transparent",
        "fit-content",
        "50%",
        "300px",
        "-12.5px",
        "1.5e3px",
        "10px 20px / 5px",
        "rgb(0,79,255)",
        "rgba(0 79 255 / 1)",
        "RGBA(0, 79, 255, .5)",
        "hsl(120deg 100% 50%)",
        "color-mix(in srgb, red 50%, blue)",
        "calc((100% - 20px) * 2 / 3)",
        "linear-gradient(90deg, rgba(0,0,0,0) 0%, #071B39 100%)",
        "linear-gradient(to right,\n red,\n blue)",
        "radial-gradient(circle at 50% 50%, hsl(0 0% 0%), transparent), #000",
        "repeating-linear-gradient(45deg, red 0 10px, blue 10px 20px)",
    ];
    for value in values {
        assert_eq!(css_value(value), Some(value));
    }
    assert_eq!(css_value("  red\n"), Some("red"));
}

/// Markup that runs script when a browser reads it as markup.
const MARKUP: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//example.com/x.js>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img/src=`x`onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert&#40;1)</script>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href=javascript:alert(1)>x</a>",
    "<details open ontoggle=alert(1)>",
    "<template><img src=x onerror=alert(1)></template>",
    "<base href=//example.com/>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=\"1.0\"?>",
    "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)",
    "\"><script>alert(1)</script>",
    "x\" autofocus onfocus=alert(1) y=\"",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "&quot; onclick=alert(1) ",
    "&amp;lt;",
    "&",
    "&&amp",
    "a\u{a0}b",
    "\u{a0}",
    "¢£é — 漢字 \u{1f600}",
    "<\u{0}script>",
    "＜script＞",
    "%3Cscript%3E",
    "{{constructor.constructor('alert(1)')()}}",
];

/// Reads the character references that the writers use, as a reader of HTML does.
fn read_back(html: &str) -> String {
    let html = html
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"");
    html.replace("&nbsp;", "\u{a0}").replace("&amp;", "&")
}

#[test]
fn text_and_attributes_stay_text() {
    for text in MARKUP {
        let as_text = escaped(text, Escape::TEXT);
        let as_attribute = escaped(text, Escape::ATTRIBUTE);
        assert!(!as_text.contains(['<', '>', '\u{a0}']), "{as_text}");
        assert!(
            !as_attribute.contains(['<', '>', '"', '\u{a0}']),
            "{as_attribute}"
        );
        assert_eq!(read_back(&as_text), *text);
        assert_eq!(read_back(&as_attribute), *text);
    }
}

/// Reads the string that `css` starts with as a reader of CSS does; returns it and the rest.
fn read_css_string(css: &str) -> (String, &str) {
    let mut rest = css.strip_prefix('"').expect("an opening quote").chars();
    let mut text = String::new();
    while let Some(c) = rest.next() {
        match c {
            '"' => return (text, rest.as_str()),
            '\n' | '\r' | '\u{c}' => panic!("a string cannot hold a line break: {css:?}"),
            '\\' => {
                let (code, after) = rest.as_str().split_once(' ').expect("a code and a space");
                text.extend(u32::from_str_radix(code, 16).ok().and_then(char::from_u32));
                rest = after.chars();
            }
            c => text.push(c),
        }
    }
    panic!("not closed: {css:?}");
}

#[test]
fn css_strings_and_urls_end_where_they_should() {
    let breaking = [
        "\\",
        "\\\"",
        "\"",
        "\n",
        "\r\n",
        "\u{c}",
        "a\\\n",
        "\");x:url(",
        "</style>",
        "<!--",
        "\u{1}f",
        "\u{7f}",
    ];
    for text in MARKUP
        .iter()
        .chain(STYLE_ATTACKS)
        .chain(SCRIPT_URLS)
        .chain(&breaking)
    {
        let mut css = String::new();
        write_css_string(&mut css, text);
        assert_eq!(read_css_string(&css), (text.to_string(), ""), "{css:?}");
        assert!(!css.contains('<'), "{css:?} could end its style element");
        let mut css = String::new();
        write_css_url(&mut css, text);
        assert_eq!(
            read_css_string(&css["url(".len()..]),
            (text.to_string(), ")"),
            "{css:?}"
        );
    }
}
