//! Buttons of a video, with two faces: one while the video plays (or is muted), and one otherwise.

use serde_json::Value as Json;

use super::base::Kind;
use crate::document::attribute::{Attribute as A, Row};
use crate::document::component::Reading;
use crate::paywall::element::button;
use crate::paywall::resolve::{Resolver, Shown};
use crate::paywall::tap::Acting;
use crate::style::write::write_box;
use crate::style::{Focus, Looks};
use crate::tree::Element;

const ATTRIBUTES: &[Row] = &[
    Row::field("playingComponents"),
    Row::field("pausedComponents"),
    Row::field("playingOnTap"),
    Row::field("pausedOnTap"),
    Row::field("volumeComponents"),
    Row::field("mutedComponents"),
    Row::field("volumeOnTap"),
    Row::field("mutedOnTap"),
];

/// The kind of media buttons: `playPauseButton` and, as its second variant, `volumeButton`.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "playPauseButton|volumeButton",
        attributes: ATTRIBUTES,
        read: |reader, fields, component| {
            let [on, on_tap, off, off_tap] = FIELDS[usize::from(component.variant & 1)];
            let on = reader.section(fields, on, on_tap);
            let off = reader.section(fields, off, off_tap);
            component.sections = vec![on, off];
            reader.usual(fields, component);
        },
        ..Reading::USUAL
    },
    looks: Looks {
        class: "button",
        focus: Focus::Own,
        style: |draft, of| {
            // It is as high as its face, unlike other buttons.
            if of.get(A::HEIGHT).is_none() {
                draft.own.push_str("height:auto;");
            }
            write_box(draft, of);
        },
        ..Looks::USUAL
    },
    element,
    tap,
    ..Kind::BOX
};

/// The fields of the face shown while the button is on, and of the one shown while it is off: first for playing,
/// then for being muted.
const FIELDS: [[&str; 4]; 2] = [
    [
        "playingComponents",
        "playingOnTap",
        "pausedComponents",
        "pausedOnTap",
    ],
    [
        "mutedComponents",
        "mutedOnTap",
        "volumeComponents",
        "volumeOnTap",
    ],
];

/// Builds the button with the face that fits. The state tells whether the video plays; before the page has told, the
/// video's own attributes count.
fn element<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Option<Element> {
    let which = usize::from(shown.component.variant & 1);
    let state = &shown.place.scope.view.state;
    let known = state.value(["videoPlaying", "videoMuted"][which]);
    let on = known
        .and_then(Json::as_bool)
        .unwrap_or(resolver.video[which]);
    let face = shown.component.sections.get(usize::from(!on))?;
    let element = button(resolver, shown, None, Some(on), &face.children);
    let key = shown.key();
    if let Some(tap) = resolver.taps.iter_mut().find(|tap| tap.key == key) {
        tap.action = face.tap.as_ref().or(tap.action);
    }
    Some(element)
}

/// Plays, pauses, mutes or unmutes the video, if the button has no action of its own.
fn tap(acting: &mut Acting<'_, '_>, _: &Json) -> bool {
    if acting.tap.action.is_none() {
        let names = [
            ["PLAY_VIDEO", "PAUSE_VIDEO"],
            ["MUTE_VIDEO", "UNMUTE_VIDEO"],
        ];
        let which = usize::from(acting.tap.component.variant & 1);
        acting.tell(names[which][usize::from(acting.tap.on)]);
    }
    false
}
