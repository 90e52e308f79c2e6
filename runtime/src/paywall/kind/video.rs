//! Videos. The page plays them and reports what they do; [`report`] turns that into changes of the state and events.

use serde_json::Value as Json;

use super::base::Kind;
use crate::document::attribute::{Attribute as A, BOOL, TEXT, own_attributes};
use crate::document::component::Reading;
use crate::json::text;
use crate::paywall::element::{mark, set, start, wait};
use crate::paywall::event::{Event, event, object};
use crate::paywall::resolve::{Resolver, Shown, Tap};
use crate::paywall::view::View;
use crate::style::write::write_media;
use crate::style::{Looks, SIDES};
use crate::tree::{Element, Tag, escape};

own_attributes! {
    AUTOPLAY_VIDEO "autoplayVideo" BOOL, Content;
    CONTROLS_TYPE "controlsType" TEXT, Content;
    FALLBACK_IMAGE "fallbackImage" TEXT, Content;
    LOOP_VIDEO "loopVideo" BOOL, Content;
    MUTE "mute" BOOL, Content;
}

/// The kind of videos.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "videoUrl",
        attributes: ATTRIBUTES,
        ..Reading::USUAL
    },
    looks: Looks {
        class: "videoUrl",
        rules: SIDES,
        rules_with: Some(A::ALIGNMENT),
        style: write_media,
        ..Looks::USUAL
    },
    element: |resolver, shown| Some(element(resolver, shown)),
    ..Kind::BOX
};

/// Builds the video, and notes how it starts for the buttons behind it.
fn element<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Element {
    let mut element = start(resolver, shown, Tag::Video);
    wait(resolver, &mut element, "preload", "none");
    for (name, attribute) in [("src", A::URL), ("poster", FALLBACK_IMAGE)] {
        if let Some(url) = shown.text(attribute).as_deref().and_then(escape::media_url) {
            set(&mut element, name, url);
        }
    }
    let autoplay = shown.flag(AUTOPLAY_VIDEO);
    mark(&mut element, "autoplay", autoplay);
    mark(&mut element, "loop", shown.flag(LOOP_VIDEO));
    mark(&mut element, "muted", shown.flag(MUTE));
    mark(
        &mut element,
        "controls",
        shown.text(CONTROLS_TYPE).as_deref() != Some("none"),
    );
    mark(&mut element, "playsinline", true);
    resolver.video = [autoplay, shown.flag(MUTE)];
    // Nobody taps it. It is noted because the page numbers its videos, and events name the one they are about.
    resolver.tap(shown, None, false);
    element
}

/// The reports of a video, and whether it plays and is muted from then on; `None` leaves that as it was.
const REPORTS: [(&str, Option<bool>, Option<bool>); 7] = [
    ("VIDEO_STARTED", Some(true), None),
    ("VIDEO_RESUMED", Some(true), None),
    ("VIDEO_PAUSED", Some(false), None),
    ("VIDEO_ENDED", Some(false), None),
    ("VIDEO_CHANGED", None, None),
    ("VIDEO_MUTED", None, Some(true)),
    ("VIDEO_UNMUTED", None, Some(false)),
];

/// The meaning of the page's report about a video.
pub(in crate::paywall) struct Report {
    /// Keys of the state, and their new values; `None` changes nothing.
    pub state: [(&'static str, Option<bool>); 2],
    /// The event that the app hears.
    pub event: Event,
}

/// Reads the page's report about a video; `None` when it is about something else.
pub(in crate::paywall) fn report(
    view: &View<'_>,
    taps: &[Tap<'_>],
    by: &str,
    value: &Json,
) -> Option<Report> {
    let mut reports = REPORTS.iter();
    let (action, playing, muted) = reports.find(|report| report.0 == by)?;
    Some(Report {
        state: [("videoPlaying", *playing), ("videoMuted", *muted)],
        event: told(view, taps, action, value),
    })
}

/// Makes the event about one video of the page, by its number.
fn told(view: &View<'_>, taps: &[Tap<'_>], action: &'static str, value: &Json) -> Event {
    let mut told = event(view.decision, view.paywall, action);
    let index = value.get("index").and_then(Json::as_u64).unwrap_or(0);
    let mut videos = taps.iter().filter(|tap| tap.is(&KIND));
    let Some(tap) = videos.nth(index as usize) else {
        return told;
    };
    let component = tap.component;
    let of = |attribute| match component.attributes.get(attribute) {
        Some(value) => tap.scope.value(value).to_json(),
        None => Json::Null,
    };
    let flag = |attribute| Json::Bool(of(attribute) == Json::Bool(true));
    let id = component.id.as_deref().unwrap_or_default();
    let seconds = |name: &str| value.get(name).cloned().unwrap_or_default();
    let data = object(&[
        ("id", &text(id)),
        ("url", &of(A::URL)),
        ("loopVideo", &flag(LOOP_VIDEO)),
        ("muteByDefault", &flag(MUTE)),
        ("autoplayVideo", &flag(AUTOPLAY_VIDEO)),
        ("contentTimecode", &seconds("contentTimecode")),
        ("contentDuration", &seconds("contentDuration")),
    ]);
    told.set_text("componentId", id);
    told.set("videoMetaData", data);
    told
}
