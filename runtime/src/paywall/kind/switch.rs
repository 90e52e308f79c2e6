//! Switches: a handle on a plate, which set a form.

use super::base::Kind;
use crate::document::attribute::{Attribute as A, NUMBER, TEXT, own_attributes};
use crate::document::component::Reading;
use crate::paywall::toggle;
use crate::style::css::{self, Border};
use crate::style::write::{write_inner_padding, write_rule};
use crate::style::{Cascade, Draft, Looks};

own_attributes! {
    ACTIVE_HANDLE_BORDER_COLOR "activeHandleBorderColor" TEXT, Style;
    ACTIVE_HANDLE_BORDER_WIDTH "activeHandleBorderWidth" NUMBER, Style;
    ACTIVE_HANDLE_FILL_COLOR "activeHandleFillColor" TEXT, Style;
    ACTIVE_PLATE_BORDER_COLOR "activePlateBorderColor" TEXT, Style;
    ACTIVE_PLATE_BORDER_RADIUS "activePlateBorderRadius" NUMBER, Style;
    ACTIVE_PLATE_BORDER_WIDTH "activePlateBorderWidth" NUMBER, Style;
    ACTIVE_PLATE_FILL_COLOR "activePlateFillColor" TEXT, Style;
    INACTIVE_HANDLE_BORDER_COLOR "inactiveHandleBorderColor" TEXT, Style;
    INACTIVE_HANDLE_BORDER_WIDTH "inactiveHandleBorderWidth" NUMBER, Style;
    INACTIVE_HANDLE_FILL_COLOR "inactiveHandleFillColor" TEXT, Style;
    INACTIVE_PLATE_BORDER_COLOR "inactivePlateBorderColor" TEXT, Style;
    INACTIVE_PLATE_BORDER_RADIUS "inactivePlateBorderRadius" NUMBER, Style;
    INACTIVE_PLATE_BORDER_WIDTH "inactivePlateBorderWidth" NUMBER, Style;
    INACTIVE_PLATE_FILL_COLOR "inactivePlateFillColor" TEXT, Style;
}

/// The rules that all switches need.
const RULES: &str = "\
.toggleSwitch{box-sizing:content-box;display:flex;flex:none;align-items:stretch;width:calc(46px*var(--s));height:calc(26px*var(--s));margin:0;padding:calc(3px*var(--s));border:0;border-radius:calc(99px*var(--s));background:#b3b3b3;cursor:pointer;-webkit-appearance:none;appearance:none}
.toggleSwitch[data-on]{background:#34c759}
.toggleSwitch::before{content:\"\";flex:0;transition:flex .3s}
.toggleSwitch[data-on]::before{flex:1}
.toggleSwitch::after{content:\"\";box-sizing:border-box;aspect-ratio:1;border-radius:50%;background:#fff}
.toggleSwitch[disabled]{opacity:.5;cursor:default}
";

/// The kind of switches.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "toggleSwitch",
        attributes: ATTRIBUTES,
        start: toggle::start,
        ..Reading::USUAL
    },
    looks: Looks {
        class: "toggleSwitch",
        rules: RULES,
        style,
        ..Looks::USUAL
    },
    element: |resolver, shown| Some(toggle::element(resolver, shown, Some("switch"), &[])),
    tap: |acting, _| toggle::tap(acting),
    ..Kind::BOX
};

/// The plate and the handle, off and on: fill, border width, border colour, radius.
const PIECES: [(&str, [A; 4]); 4] = [
    (
        "",
        [
            INACTIVE_PLATE_FILL_COLOR,
            INACTIVE_PLATE_BORDER_WIDTH,
            INACTIVE_PLATE_BORDER_COLOR,
            INACTIVE_PLATE_BORDER_RADIUS,
        ],
    ),
    (
        "::after",
        [
            INACTIVE_HANDLE_FILL_COLOR,
            INACTIVE_HANDLE_BORDER_WIDTH,
            INACTIVE_HANDLE_BORDER_COLOR,
            A::BORDER_RADIUS,
        ],
    ),
    (
        "[data-on]",
        [
            ACTIVE_PLATE_FILL_COLOR,
            ACTIVE_PLATE_BORDER_WIDTH,
            ACTIVE_PLATE_BORDER_COLOR,
            ACTIVE_PLATE_BORDER_RADIUS,
        ],
    ),
    (
        "[data-on]::after",
        [
            ACTIVE_HANDLE_FILL_COLOR,
            ACTIVE_HANDLE_BORDER_WIDTH,
            ACTIVE_HANDLE_BORDER_COLOR,
            A::BORDER_RADIUS,
        ],
    ),
];

/// Writes the style of the plate and the handle in both states.
fn style(draft: &mut Draft, of: &Cascade<'_>) {
    // A size of the author's is that of the plate inside its border and padding; it has no padding by itself.
    if of.get(A::WIDTH).is_some() {
        draft.own.push_str("padding:0;");
    }
    write_inner_padding(&mut draft.own, of);
    for (piece, [fill, width, color, radius]) in PIECES {
        let mut out = String::new();
        css::write_fill(&mut out, of, (fill, fill), None);
        let border = Border {
            width,
            color,
            radius,
            sides: A::BORDERS,
            corners: A::ROUND_BORDERS,
        };
        css::write_border(&mut out, of, &border);
        write_rule(&mut draft.after, piece, &css::unscaled(&out));
    }
}
