//! What a component says of itself: one table of all attributes, and their values in compiled form.

use std::rc::Rc;

use serde_json::Value as Json;

use super::reader::{Fields, Path, Warnings};
use super::smart::Smart;
use crate::template::text::Words;
use crate::tree::Shared;

/// An attribute's value as the document gives it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// true or false.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text without tokens.
    Text(Shared),
    /// A text with tokens.
    Smart(Rc<Smart>),
    /// A list of values.
    List(Rc<[Value]>),
    /// Anything else.
    Json(Rc<Json>),
}

impl Value {
    /// The compiled form of any JSON value.
    pub fn any(value: &Json) -> Self {
        match value {
            Json::Bool(flag) => Self::Bool(*flag),
            Json::Number(number) => Self::Number(number.as_f64().unwrap_or(0.0)),
            Json::String(text) => Self::text(text),
            Json::Array(list) => Self::List(list.iter().map(Self::any).collect()),
            Json::Null | Json::Object(_) => Self::Json(Rc::new(value.clone())),
        }
    }

    fn text(text: &str) -> Self {
        Smart::compile_text(text).map_or_else(
            || Self::Text(text.into()),
            |smart| Self::Smart(Rc::new(smart)),
        )
    }
}

/// What types an attribute may have. A text that is all tokens may become any of them, so smart text always fits.
type Types = u8;
const NUMBER: Types = 1;
const TEXT: Types = 2;
const BOOL: Types = 4;
const LIST: Types = 8;
const LENGTH: Types = NUMBER | TEXT;

/// Whether an attribute is part of a component's style (its class) or of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Style,
    Content,
}

macro_rules! attributes {
    ($($variant:ident $name:literal $types:expr, $part:ident;)*) => {
        /// An attribute of a component. The names are the format's own.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs, reason = "the names are the format's own")]
        pub enum Attribute { $($variant),* }

        const TABLE: &[(&str, Attribute, Types, Part)] = &[$(($name, Attribute::$variant, $types, Part::$part)),*];
    };
}

// Sorted by name: looked up by bisection.
attributes! {
    ActiveFontColor "activeFontColor" TEXT, Style;
    Alignment "alignment" TEXT, Style;
    Alt "alt" TEXT, Content;
    AutoplayVideo "autoplayVideo" BOOL, Content;
    BackgroundBlur "backgroundBlur" NUMBER, Style;
    Blur "blur" LENGTH | BOOL, Style;
    BorderColor "borderColor" TEXT, Style;
    BorderRadius "borderRadius" LENGTH, Style;
    BorderWidth "borderWidth" LENGTH, Style;
    Borders "borders" LIST, Style;
    BottomMargin "bottomMargin" LENGTH, Style;
    BottomPadding "bottomPadding" LENGTH, Style;
    Capitalize "capitalize" BOOL, Style;
    Color "color" TEXT, Style;
    ControlsType "controlsType" TEXT, Content;
    DateTimeFormat "dateTimeFormat" TEXT, Content;
    Direction "direction" TEXT, Style;
    Disabled "disabled" BOOL | TEXT, Content;
    DropShadow "dropShadow" TEXT, Style;
    FallbackImage "fallbackImage" TEXT, Content;
    FillColor "fillColor" TEXT, Style;
    FillColorFallback "fillColorFallback" TEXT, Style;
    FillImage "fillImage" TEXT, Style;
    FixedHeight "fixedHeight" LENGTH, Style;
    FixedWidth "fixedWidth" LENGTH, Style;
    Focused "focused" BOOL | TEXT, Content;
    FocusedBorderColor "focusedBorderColor" TEXT, Style;
    FocusedBorderRadius "focusedBorderRadius" LENGTH, Style;
    FocusedBorderWidth "focusedBorderWidth" LENGTH, Style;
    FocusedBorders "focusedBorders" LIST, Style;
    FocusedFillColor "focusedFillColor" TEXT, Style;
    FocusedFillColorFallback "focusedFillColorFallback" TEXT, Style;
    FocusedFontColor "focusedFontColor" TEXT, Style;
    FocusedRoundBorders "focusedRoundBorders" LIST, Style;
    FontColor "fontColor" TEXT, Style;
    FontName "fontName" TEXT, Style;
    FontSize "fontSize" LENGTH, Style;
    FormId "formId" TEXT, Content;
    Grow "grow" BOOL, Style;
    Height "height" LENGTH, Style;
    Hidden "hidden" BOOL | TEXT, Content;
    HorizontalAlignment "horizontalAlignment" TEXT, Style;
    ImageCropping "imageCropping" TEXT, Style;
    LeftMargin "leftMargin" LENGTH, Style;
    LeftPadding "leftPadding" LENGTH, Style;
    LinkColor "linkColor" TEXT, Style;
    LoopVideo "loopVideo" BOOL, Content;
    MoveX "moveX" LENGTH, Style;
    MoveY "moveY" LENGTH, Style;
    Mute "mute" BOOL, Content;
    Name "name" TEXT, Content;
    Position "position" TEXT, Style;
    Products "products" TEXT, Content;
    RightMargin "rightMargin" LENGTH, Style;
    RightPadding "rightPadding" LENGTH, Style;
    RoundBorders "roundBorders" LIST, Style;
    ScreenreaderHint "screenreaderHint" TEXT, Content;
    ScreenreaderText "screenreaderText" TEXT, Content;
    Spacing "spacing" LENGTH, Style;
    Strikethrough "strikethrough" BOOL | TEXT, Style;
    SubsetGroup "subsetGroup" TEXT, Content;
    Text "text" LENGTH | BOOL, Content;
    TextType "textType" TEXT, Style;
    Texts "texts" LIST | TEXT, Content;
    TopMargin "topMargin" LENGTH, Style;
    TopPadding "topPadding" LENGTH, Style;
    Url "url" TEXT, Content;
    VerticalAlignment "verticalAlignment" TEXT, Style;
    Width "width" LENGTH, Style;
    ZIndex "zIndex" NUMBER, Style;
}

/// Attributes the format has whose components or effects come with later kinds; they are passed over in silence.
/// `animation` and the editor's own data are among them.
const QUIET: &[&str] = &[
    "animation",
    "component",
    "components",
    "conditionAttributes",
    "context",
    "flag",
    "id",
    "namiComponentType",
    "onTap",
    "refId",
    "title",
    "assertions",
    "orAssertions",
    "attributes",
    "bulletComponent",
    "productBaseComponents",
    "productFeaturedComponents",
    "loopSource",
    "loopVariable",
    "sku",
];

impl Attribute {
    fn named(name: &str) -> Option<&'static (&'static str, Self, Types, Part)> {
        TABLE
            .binary_search_by(|entry| entry.0.cmp(name))
            .ok()
            .map(|index| &TABLE[index])
    }
}

/// The attributes given in one place, in the order of the document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attributes {
    values: Vec<(Attribute, Value)>,
    /// Whether any of them is part of the style.
    pub styled: bool,
    /// Whether any of the style depends on smart text.
    pub smart_style: bool,
}

impl Attributes {
    /// Reads all known attributes; warns of unknown ones and of those of a type they cannot have.
    pub fn read(fields: &Fields<'_>, warnings: &mut Warnings) -> Self {
        let mut out = Self::default();
        for (name, value) in fields.iter() {
            let path = fields.path.key(name);
            match Attribute::named(name) {
                Some(entry) => out.read_one(entry, value, &path, warnings),
                None if QUIET.contains(&name) || is_later(name) => {}
                None => warnings.add(
                    "unknown_field",
                    &path,
                    "this attribute is not known and is ignored",
                ),
            }
        }
        out
    }

    fn read_one(
        &mut self,
        &(_, attribute, types, part): &(&str, Attribute, Types, Part),
        value: &Json,
        path: &Path<'_>,
        warnings: &mut Warnings,
    ) {
        if value.is_null() {
            return;
        }
        let value_types = match value {
            Json::Bool(_) => BOOL,
            Json::Number(_) => NUMBER,
            Json::String(text) if text.contains("${") || text.contains("{{") => {
                NUMBER | TEXT | BOOL | LIST
            }
            // Numbers are often written as texts.
            Json::String(_) => TEXT | NUMBER,
            Json::Array(_) => LIST,
            Json::Null | Json::Object(_) => 0,
        };
        if value_types & types == 0 {
            warnings.wrong_type(path, &describe(types), value);
            return;
        }
        check_templates(value, path, warnings);
        let value = Value::any(value);
        if part == Part::Style {
            self.styled = true;
            self.smart_style |= matches!(value, Value::Smart(_));
        }
        self.values.push((attribute, value));
    }

    /// The value of an attribute, when it was given here.
    pub fn get(&self, attribute: Attribute) -> Option<&Value> {
        self.values
            .iter()
            .find(|(name, _)| *name == attribute)
            .map(|(_, value)| value)
    }
}

/// Warns of the texts in a value that are no templates though they look so; they are shown as they are written.
pub fn check_templates(value: &Json, path: &Path<'_>, warnings: &mut Warnings) {
    match value {
        Json::String(text) if text.contains("{{") => {
            if let Err(error) = Words::compile(text) {
                warnings.add("invalid_template", path, error.detail());
            }
        }
        Json::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                check_templates(value, &path.index(index), warnings);
            }
        }
        _ => {}
    }
}

/// Attribute families of component kinds that the player does not draw yet.
fn is_later(name: &str) -> bool {
    [
        "_field",
        "active",
        "inactive",
        "disabled",
        "playing",
        "paused",
        "muted",
        "volume",
        "collapse",
        "indicator",
    ]
    .iter()
    .any(|prefix| name.starts_with(prefix))
}

fn describe(types: Types) -> String {
    let mut text = String::new();
    for (bit, name) in [
        (NUMBER, "a number"),
        (TEXT, "a string"),
        (BOOL, "true or false"),
        (LIST, "a list"),
    ] {
        if types & bit != 0 {
            if !text.is_empty() {
                text.push_str(" or ");
            }
            text.push_str(name);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_bisected() {
        assert!(TABLE.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
