//! Texts: Markdown with tokens, or a moment in a format of dates.

use super::base::Kind;
use crate::document::attribute::{Attribute as A, BOOL, TEXT, own_attributes};
use crate::document::component::Reading;
use crate::locale;
use crate::paywall::element::{block, markdown_nodes, start};
use crate::paywall::resolve::{Resolver, Shown};
use crate::string::push;
use crate::style::css;
use crate::style::write::{write_blur, write_font, write_rule};
use crate::style::{Cascade, Draft, Focus, Looks};
use crate::tree::{Element, Node, escape};

own_attributes! {
    CAPITALIZE "capitalize" BOOL, Style;
    DATE_TIME_FORMAT "dateTimeFormat" TEXT, Content;
    FONT_GRADIENT "fontGradient" TEXT, Style;
    KEEP_WORDS "keepWords" BOOL, Style;
    LINK_COLOR "linkColor" TEXT, Style;
    STRIKETHROUGH "strikethrough" BOOL | TEXT, Style;
    TEXT_TYPE "textType" TEXT, Style;
}

const BASE: &str = "\
.text{display:flow-root;position:relative;align-content:center;max-width:100%;width:fit-content;text-align:center;word-break:break-word}
.link{color:#00f;text-decoration:underline}
";

/// The kind of texts.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "text",
        attributes: ATTRIBUTES,
        ..Reading::USUAL
    },
    looks: Looks {
        class: "text",
        base: BASE,
        focus: Focus::OfButton,
        style,
        ..Looks::USUAL
    },
    element,
    ..Kind::BOX
};

/// Builds the text. An empty one has no element, so that it takes no spacing either.
fn element<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Option<Element> {
    let text = shown.get(A::TEXT)?;
    let children = moment(shown).unwrap_or_else(|| markdown_nodes(shown, text, false));
    if children.is_empty() {
        return None;
    }
    let mut element = start(resolver, shown, block(shown));
    element.children = children;
    Some(element)
}

/// Writes a moment in the text's format; `None` when there is no format, or the value is not a moment.
fn moment(shown: &Shown<'_>) -> Option<Vec<Node>> {
    let format = shown.text(DATE_TIME_FORMAT)?;
    let view = shown.place.scope.view;
    let wall = view.request.clock.wall_of(shown.date(A::TEXT, "text")?);
    let text = locale::date::format(wall, &format, &view.locale)?;
    Some(vec![Node::Text(text.into())])
}

/// Writes the style of a text and of the links in it.
fn style(draft: &mut Draft, of: &Cascade<'_>) {
    let own = &mut draft.own;
    if of.fills_parent && of.get(A::WIDTH).is_none() && of.get(A::FIXED_WIDTH).is_none() {
        own.push_str("width:100%;");
    }
    write_font(own, of);
    let align = match of.text(A::ALIGNMENT).as_deref() {
        Some("left") => "start",
        Some("right") => "end",
        _ => "center",
    };
    if align != "center" {
        push(own, &["text-align:", align, ";"]);
    }
    if of.text(TEXT_TYPE).as_deref() == Some("legal") {
        // Legal texts are long; their author's line breaks count.
        own.push_str("align-content:normal;line-height:1.2em;white-space:pre-line;word-break:normal;overflow-wrap:break-word;");
        write_rule(&mut draft.children, " p+p", "margin-top:1em");
    } else if of.text(A::WIDTH).as_deref() == Some("fitContent") {
        own.push_str("white-space:nowrap;");
    }
    if of.flag(KEEP_WORDS) {
        // Beside others a text gives no more way than its longest word; alone, a word longer than the line still breaks.
        own.push_str("word-break:normal;overflow-wrap:break-word;");
    }
    if of.flag(CAPITALIZE) {
        own.push_str("text-transform:uppercase;");
    }
    if of.flag(STRIKETHROUGH) {
        own.push_str("text-decoration:line-through;");
    }
    // The colour stays for browsers that cannot clip a gradient to letters.
    if let Some(gradient) = of
        .text(FONT_GRADIENT)
        .as_deref()
        .and_then(escape::css_value)
    {
        let gradient = css::color_value(gradient);
        let clip = ";-webkit-background-clip:text;background-clip:text;-webkit-text-fill-color:transparent;";
        push(own, &["background:", &gradient, clip]);
    }
    write_blur(own, of);
    let mut link = String::new();
    css::write_color(&mut link, of, "color", LINK_COLOR);
    write_rule(&mut draft.before, " .link", &link);
}
