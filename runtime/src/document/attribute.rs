//! What a component says of itself: one table of all attributes, and their values in compiled form.

use std::rc::Rc;

use serde_json::Value as Json;

use super::smart::Smart;
use crate::reader::{Fields, Path, Warnings};
use crate::string::Shared;
use crate::template::text::Words;

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
const OBJECT: Types = 16;
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
    ActiveBorderColor "activeBorderColor" TEXT, Style;
    ActiveBorderRadius "activeBorderRadius" LENGTH, Style;
    ActiveBorderWidth "activeBorderWidth" LENGTH, Style;
    ActiveDropShadow "activeDropShadow" TEXT, Style;
    ActiveFillColor "activeFillColor" TEXT, Style;
    ActiveFillColorFallback "activeFillColorFallback" TEXT, Style;
    ActiveFontColor "activeFontColor" TEXT, Style;
    ActiveFontName "activeFontName" TEXT, Style;
    ActiveFontSize "activeFontSize" LENGTH, Style;
    ActiveHandleBorderColor "activeHandleBorderColor" TEXT, Style;
    ActiveHandleBorderWidth "activeHandleBorderWidth" LENGTH, Style;
    ActiveHandleFillColor "activeHandleFillColor" TEXT, Style;
    ActiveIndicator "activeIndicator" OBJECT, Style;
    ActiveIndicatorColor "activeIndicatorColor" TEXT, Style;
    ActivePlateBorderColor "activePlateBorderColor" TEXT, Style;
    ActivePlateBorderRadius "activePlateBorderRadius" LENGTH, Style;
    ActivePlateBorderWidth "activePlateBorderWidth" LENGTH, Style;
    ActivePlateFillColor "activePlateFillColor" TEXT, Style;
    ActiveRoundBorders "activeRoundBorders" LIST, Style;
    ActiveWidth "activeWidth" LENGTH, Style;
    Alignment "alignment" TEXT, Style;
    Alt "alt" TEXT, Content;
    Animation "animation" TEXT | OBJECT, Style;
    AspectRatio "aspectRatio" NUMBER, Style;
    Autoplay "autoplay" BOOL, Content;
    AutoplaySeconds "autoplaySeconds" NUMBER, Content;
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
    Checked "checked" BOOL, Content;
    Color "color" TEXT, Style;
    ControlsType "controlsType" TEXT, Content;
    DateTimeFormat "dateTimeFormat" TEXT, Content;
    Delay "delay" NUMBER, Style;
    Direction "direction" TEXT, Style;
    Disabled "disabled" BOOL | TEXT, Content;
    DisabledBorderColor "disabledBorderColor" TEXT, Style;
    DisabledBorderWidth "disabledBorderWidth" LENGTH, Style;
    DisabledDropShadow "disabledDropShadow" TEXT, Style;
    DisabledFillColor "disabledFillColor" TEXT, Style;
    DisabledFontColor "disabledFontColor" TEXT, Style;
    DisabledFontSize "disabledFontSize" LENGTH, Style;
    DisabledLinkColor "disabledLinkColor" TEXT, Style;
    DropShadow "dropShadow" TEXT, Style;
    Duration "duration" LENGTH, Style;
    DurationSeconds "durationSeconds" NUMBER, Content;
    FallbackImage "fallbackImage" TEXT, Content;
    FillColor "fillColor" TEXT, Style;
    FillColorFallback "fillColorFallback" TEXT, Style;
    FillImage "fillImage" TEXT, Style;
    FixedHeight "fixedHeight" LENGTH, Style;
    FixedWidth "fixedWidth" LENGTH, Style;
    FlexDirection "flexDirection" OBJECT, Style;
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
    InactiveBorderColor "inactiveBorderColor" TEXT, Style;
    InactiveBorderRadius "inactiveBorderRadius" LENGTH, Style;
    InactiveBorderWidth "inactiveBorderWidth" LENGTH, Style;
    InactiveDropShadow "inactiveDropShadow" TEXT, Style;
    InactiveFillColor "inactiveFillColor" TEXT, Style;
    InactiveFillColorFallback "inactiveFillColorFallback" TEXT, Style;
    InactiveFontColor "inactiveFontColor" TEXT, Style;
    InactiveFontName "inactiveFontName" TEXT, Style;
    InactiveFontSize "inactiveFontSize" LENGTH, Style;
    InactiveHandleBorderColor "inactiveHandleBorderColor" TEXT, Style;
    InactiveHandleBorderWidth "inactiveHandleBorderWidth" LENGTH, Style;
    InactiveHandleFillColor "inactiveHandleFillColor" TEXT, Style;
    InactivePlateBorderColor "inactivePlateBorderColor" TEXT, Style;
    InactivePlateBorderRadius "inactivePlateBorderRadius" LENGTH, Style;
    InactivePlateBorderWidth "inactivePlateBorderWidth" LENGTH, Style;
    InactivePlateFillColor "inactivePlateFillColor" TEXT, Style;
    InactiveRoundBorders "inactiveRoundBorders" LIST, Style;
    InactiveSlideScale "inactiveSlideScale" NUMBER, Style;
    Indicator "indicator" OBJECT, Style;
    IndicatorColor "indicatorColor" TEXT, Style;
    InnerPadding "innerPadding" LENGTH, Style;
    LabelFontColor "labelFontColor" TEXT, Style;
    LabelFontName "labelFontName" TEXT, Style;
    LabelFontSize "labelFontSize" LENGTH, Style;
    LabelPosition "labelPosition" TEXT, Style;
    LabelSpacing "labelSpacing" LENGTH, Style;
    Labels "labels" OBJECT, Content;
    LeftMargin "leftMargin" LENGTH, Style;
    LeftPadding "leftPadding" LENGTH, Style;
    LinkColor "linkColor" TEXT, Style;
    LoopVideo "loopVideo" BOOL, Content;
    Mode "mode" TEXT, Content;
    MoveX "moveX" LENGTH, Style;
    MoveY "moveY" LENGTH, Style;
    Mute "mute" BOOL, Content;
    Name "name" TEXT, Content;
    NextSlidePadding "nextSlidePadding" LENGTH, Style;
    OnChange "onChange" OBJECT, Content;
    Open "open" BOOL | TEXT, Content;
    Percentage "percentage" LENGTH, Content;
    Position "position" TEXT, Style;
    PreviousSlidePadding "previousSlidePadding" LENGTH, Style;
    Products "products" TEXT, Content;
    ResetOnRemount "resetOnRemount" BOOL, Content;
    RightMargin "rightMargin" LENGTH, Style;
    RightPadding "rightPadding" LENGTH, Style;
    RoundBorders "roundBorders" LIST, Style;
    ScreenreaderHint "screenreaderHint" TEXT, Content;
    ScreenreaderText "screenreaderText" TEXT, Content;
    Separator "separator" TEXT, Content;
    ShowIndicators "showIndicators" BOOL, Content;
    ShowWhenCompleted "showWhenCompleted" TEXT, Content;
    SlideSpacing "slideSpacing" LENGTH, Style;
    Spacing "spacing" LENGTH, Style;
    Strikethrough "strikethrough" BOOL | TEXT, Style;
    SubsetGroup "subsetGroup" TEXT, Content;
    TargetDateTime "targetDateTime" TEXT, Content;
    Text "text" LENGTH | BOOL, Content;
    TextType "textType" TEXT, Style;
    Texts "texts" LIST | TEXT, Content;
    TopMargin "topMargin" LENGTH, Style;
    TopPadding "topPadding" LENGTH, Style;
    Units "units" OBJECT, Content;
    Url "url" TEXT, Content;
    Value "value" LENGTH | BOOL, Content;
    VerticalAlignment "verticalAlignment" TEXT, Style;
    Width "width" LENGTH, Style;
    ZIndex "zIndex" NUMBER, Style;
    ZeroPad "zeroPad" BOOL, Content;
}

/// What is read elsewhere, or is the editor's own data.
const QUIET: &[&str] = &[
    "active",
    "actionTap",
    "androidFontSize",
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
    "loopSourceConditions",
    "sku",
    "ref",
    "collapseHeader",
    "playingComponents",
    "pausedComponents",
    "playingOnTap",
    "pausedOnTap",
    "volumeComponents",
    "mutedComponents",
    "volumeOnTap",
    "mutedOnTap",
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
                None if QUIET.contains(&name) || name.starts_with("_field") => {}
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
            Json::Object(_) => OBJECT,
            Json::Null => 0,
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

fn describe(types: Types) -> String {
    let mut text = String::new();
    for (bit, name) in [
        (NUMBER, "a number"),
        (TEXT, "a string"),
        (BOOL, "true or false"),
        (LIST, "a list"),
        (OBJECT, "an object"),
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
