//! Timelines: rows of an icon and a text, with a line from icon to icon.

use super::common::{hidden, title};
use super::context::{Context, Place};
use super::icon::icon;
use super::layered::layered;
use super::layout::{Edges, Size, write_size};
use super::paint::{Paint, paint};
use super::text::text;
use crate::fields::Fields;
use crate::object::Object;

/// Translates a timeline.
pub fn timeline(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>) -> Object {
    let mut out = Object::component("container").with("direction", "vertical");
    out.set_some("id", fields.text("id"));
    title(&mut out, fields);
    out.merge(layered(cx, fields, place, &|fields, _| {
        let mut out = Object::default();
        let margin = Edges::of(fields, "margin");
        write_size(&mut out, fields, margin);
        Edges::of(fields, "padding").write(&mut out, "Padding");
        margin.write(&mut out, "Margin");
        hidden(&mut out, fields);
        out
    }));
    let items = fields.objects("items");
    let icons = items.iter().map(icon_width).fold(0.0, f64::max);
    let inside = Place {
        depth: place.depth + 2,
        ..place
    };
    let rows = items
        .iter()
        .map(|item| row(cx, fields, item, icons, inside));
    out.set("components", rows.collect::<Vec<_>>());
    out
}

/// Returns the width of an item's icon with its margins.
fn icon_width(item: &Fields<'_>) -> f64 {
    let Some(icon) = item.object("icon") else {
        return 0.0;
    };
    let margin = Edges::of(&icon, "margin");
    own_width(&icon) + margin.leading + margin.trailing
}

fn own_width(icon: &Fields<'_>) -> f64 {
    match Size::of(icon, "width") {
        Size::Fixed(width) => width,
        _ => 24.0,
    }
}

/// Translates an item: the line behind, the icon, and the texts.
fn row(
    cx: &Context<'_>,
    timeline: &Fields<'_>,
    item: &Fields<'_>,
    icons: f64,
    place: Place<'_>,
) -> Object {
    let length = |name| timeline.number(name).unwrap_or_default();
    let mut row = Object::component("container")
        .with("direction", "horizontal")
        .with("horizontalAlignment", "left")
        .with("verticalAlignment", "top")
        .with("gap", length("column_gutter"))
        .with("width", "100%")
        .with("height", "fitContent");
    row.set_some("id", item.text("id"));
    let mut children = Vec::new();
    children.extend(connector(cx, item, icons, place));
    let mut column = Object::component("container")
        .with("direction", "vertical")
        .with("horizontalAlignment", "left")
        .with("verticalAlignment", "top")
        .with("width", icons)
        .with("height", "fitContent");
    if let Some(shape) = item.object("icon") {
        column.set("components", vec![icon(cx, &shape, place)]);
    }
    children.push(column);
    let texts = ["title", "description"]
        .iter()
        .filter_map(|name| item.object(name));
    let texts: Vec<_> = texts.map(|fields| text(cx, &fields, place)).collect();
    let words = Object::component("container")
        .with("direction", "vertical")
        .with("horizontalAlignment", "left")
        .with("verticalAlignment", "top")
        .with("gap", length("text_spacing"))
        .with("width", "100%")
        .with("height", "fitContent")
        .with("bottomMargin", length("item_spacing"));
    children.push(words.with("components", texts));
    row.set("components", children);
    row
}

/// Draws the line from the middle of an item's icon to that of the next.
fn connector(cx: &Context<'_>, item: &Fields<'_>, icons: f64, place: Place<'_>) -> Option<Object> {
    let connector = item.object("connector")?;
    let width = connector.number("width").unwrap_or_default();
    let margin = Edges::of(&connector, "margin");
    let middle = item.object("icon").map_or(24.0, |icon| own_width(&icon)) / 2.0;
    let mut bar = Object::component("container")
        .with("width", "100%")
        .with("height", "100%");
    bar.merge(layered(cx, &connector, place, &|connector, scheme| {
        let mut out = Object::default();
        out.set_some(
            "fillColor",
            paint(cx, connector, "color", scheme).map(Paint::fill),
        );
        out
    }));
    let mut line = Object::component("container")
        .with("position", "left-top")
        .with("width", width)
        .with("height", "100%")
        .with("leftMargin", (icons - width) / 2.0)
        .with("topMargin", middle);
    Edges {
        leading: 0.0,
        trailing: 0.0,
        ..margin
    }
    .write(&mut line, "Padding");
    Some(line.with("components", vec![bar]))
}
