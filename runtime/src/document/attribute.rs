//! The attributes of components: one table of those that several kinds read, and their values in compiled form.

use std::rc::Rc;

use serde_json::Value as Json;

use crate::reader::{Path, Warnings};
use crate::string::Shared;
use crate::text::smart::Smart;
use crate::text::words::Words;

/// An attribute's value as the document gives it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A truth value, `true` or `false`.
    Bool(bool),
    /// A number, exact as a double.
    Number(f64),
    /// A text without tokens.
    Text(Shared),
    /// A text with tokens.
    Smart(Rc<Smart>),
    /// A list of values.
    List(Rc<[Value]>),
    /// An object, or null.
    Json(Rc<Json>),
}

impl Value {
    /// Compiles any JSON value.
    pub fn any(value: &Json) -> Self {
        match value {
            Json::Bool(flag) => Self::Bool(*flag),
            Json::Number(number) => Self::Number(number.as_f64().unwrap_or(0.0)),
            Json::String(text) => Self::text(text),
            Json::Array(list) => Self::List(list.iter().map(Self::any).collect()),
            Json::Null | Json::Object(_) => Self::Json(Rc::new(value.clone())),
        }
    }

    /// Compiles a text, which may hold tokens.
    fn text(text: &str) -> Self {
        Smart::compile_text(text).map_or_else(
            || Self::Text(text.into()),
            |smart| Self::Smart(Rc::new(smart)),
        )
    }
}

/// The types that an attribute may have, as bits. A text that is all tokens may become any of them, so
/// smart text always fits.
pub type Types = u8;
/// The mark of a field that is no attribute: it is read elsewhere, or the editor's own.
pub const FIELD: Types = 0;
/// The bit for a number.
pub const NUMBER: Types = 1;
/// The bit for a text.
pub const TEXT: Types = 2;
/// The bit for `true` or `false`.
pub const BOOL: Types = 4;
/// The bit for a list.
pub const LIST: Types = 8;
/// The bit for an object.
pub const OBJECT: Types = 16;
/// The bits for a number, or a text that may be one with a unit.
pub const LENGTH: Types = NUMBER | TEXT;

/// The use of an attribute: for a component's style (its class), or for its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Role {
    Style,
    Content,
}

/// An attribute of the format: its name, its types and its use.
#[derive(Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Row {
    pub name: &'static str,
    pub types: Types,
    pub role: Role,
}

impl Row {
    /// A field that is no attribute.
    pub const fn field(name: &'static str) -> Self {
        Self {
            name,
            types: FIELD,
            role: Role::Content,
        }
    }
}

/// An attribute of a component: one that several kinds read, or one of the component's kind alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribute(u8);

/// The number of the first attribute that a kind has for itself. Those of two kinds share numbers, since no
/// component is of both.
const OWN: u8 = 128;

impl Attribute {
    /// Makes the attribute of a row of the table of those that several kinds read.
    pub(super) const fn common(row: usize) -> Self {
        Self(row as u8)
    }

    /// Returns the attribute of a row in a kind's own table.
    pub const fn own(row: u8) -> Self {
        Self(OWN + row)
    }
}

macro_rules! attributes {
    ($($constant:ident $name:literal $types:expr, $part:ident;)*) => {
        #[allow(
            non_camel_case_types,
            clippy::upper_case_acronyms,
            reason = "the names are those of the constants"
        )]
        #[repr(u8)]
        enum Number { $($constant),* }

        #[allow(missing_docs, reason = "the names are the format's own")]
        impl Attribute { $(pub const $constant: Self = Self(Number::$constant as u8);)* }

        pub(super) const TABLE: &[Row] = &[$(Row { name: $name, types: $types, role: Role::$part }),*];
    };
}

/// Declares the attributes that only one kind reads, in that kind's file: `CONSTANT "name" TYPES, Style or Content;`,
/// and behind them the fields that its own function reads: `"name" FIELD;`.
/// They become `ATTRIBUTES` for the kind's [`Reading`].
macro_rules! own_attributes {
    ($($constant:ident $name:literal $types:expr, $part:ident;)* $($field:literal FIELD;)*) => {
        #[allow(
            non_camel_case_types,
            clippy::upper_case_acronyms,
            reason = "the names are those of the constants"
        )]
        #[repr(u8)]
        enum Number { $($constant),* }

        $(const $constant: $crate::document::attribute::Attribute =
            $crate::document::attribute::Attribute::own(Number::$constant as u8);)*

        const ATTRIBUTES: &[$crate::document::attribute::Row] = &[
            $($crate::document::attribute::Row {
                name: $name,
                types: $types,
                role: $crate::document::attribute::Role::$part,
            },)*
            $($crate::document::attribute::Row::field($field),)*
        ];
    };
}
pub(crate) use own_attributes;

// The attributes that several kinds read, or all, and fields that are none. The table is sorted by name, to be looked up
// by bisection.
attributes! {
    ACTION_TAP "actionTap" FIELD, Content;
    ACTIVE "active" FIELD, Content;
    ACTIVE_BORDER_COLOR "activeBorderColor" TEXT, Style;
    ACTIVE_BORDER_RADIUS "activeBorderRadius" NUMBER, Style;
    ACTIVE_BORDER_WIDTH "activeBorderWidth" NUMBER, Style;
    ACTIVE_DROP_SHADOW "activeDropShadow" TEXT, Style;
    ACTIVE_FILL_COLOR "activeFillColor" TEXT, Style;
    ACTIVE_FILL_COLOR_FALLBACK "activeFillColorFallback" TEXT, Style;
    ACTIVE_FONT_COLOR "activeFontColor" TEXT, Style;
    ACTIVE_FONT_NAME "activeFontName" TEXT, Style;
    ACTIVE_FONT_SIZE "activeFontSize" NUMBER, Style;
    ACTIVE_ROUND_BORDERS "activeRoundBorders" LIST, Style;
    ALIGNMENT "alignment" TEXT, Style;
    ALT "alt" TEXT, Content;
    ANDROID_FONT_SIZE "androidFontSize" FIELD, Content;
    ANIMATION "animation" TEXT | OBJECT, Style;
    ASPECT_RATIO "aspectRatio" NUMBER, Style;
    ASSERTIONS "assertions" FIELD, Content;
    ATTRIBUTES "attributes" FIELD, Content;
    BACKGROUND_BLUR "backgroundBlur" NUMBER, Style;
    BLUR "blur" NUMBER | BOOL, Style;
    BORDER_COLOR "borderColor" TEXT, Style;
    BORDER_GRADIENT "borderGradient" TEXT, Style;
    BORDER_RADIUS "borderRadius" NUMBER, Style;
    BORDER_WIDTH "borderWidth" NUMBER, Style;
    BORDERS "borders" LIST, Style;
    BOTTOM_MARGIN "bottomMargin" NUMBER, Style;
    BOTTOM_PADDING "bottomPadding" NUMBER, Style;
    CHECKED "checked" BOOL, Content;
    COMPONENT "component" FIELD, Content;
    COMPONENTS "components" FIELD, Content;
    CONDITION_ATTRIBUTES "conditionAttributes" FIELD, Content;
    CONTEXT "context" FIELD, Content;
    DIRECTION "direction" TEXT, Style;
    DISABLED "disabled" BOOL | TEXT, Content;
    DROP_SHADOW "dropShadow" TEXT, Style;
    DURATION_SECONDS "durationSeconds" NUMBER, Content;
    FILL_COLOR "fillColor" TEXT, Style;
    FILL_COLOR_FALLBACK "fillColorFallback" TEXT, Style;
    FILL_IMAGE "fillImage" TEXT, Style;
    FILL_IMAGE_CROPPING "fillImageCropping" TEXT, Style;
    FIXED_HEIGHT "fixedHeight" LENGTH, Style;
    FIXED_WIDTH "fixedWidth" LENGTH, Style;
    FLAG "flag" FIELD, Content;
    FLEX_DIRECTION "flexDirection" OBJECT, Style;
    FOCUSED "focused" BOOL | TEXT, Content;
    FOCUSED_BORDER_COLOR "focusedBorderColor" TEXT, Style;
    FOCUSED_BORDER_RADIUS "focusedBorderRadius" NUMBER, Style;
    FOCUSED_BORDER_WIDTH "focusedBorderWidth" NUMBER, Style;
    FOCUSED_BORDERS "focusedBorders" LIST, Style;
    FOCUSED_FILL_COLOR "focusedFillColor" TEXT, Style;
    FOCUSED_FILL_COLOR_FALLBACK "focusedFillColorFallback" TEXT, Style;
    FOCUSED_FONT_COLOR "focusedFontColor" TEXT, Style;
    FOCUSED_ROUND_BORDERS "focusedRoundBorders" LIST, Style;
    FONT_COLOR "fontColor" TEXT, Style;
    FONT_NAME "fontName" TEXT, Style;
    FONT_SIZE "fontSize" NUMBER, Style;
    FONT_WEIGHT "fontWeight" NUMBER, Style;
    FORM_ID "formId" TEXT, Content;
    GAP "gap" NUMBER, Style;
    GROW "grow" BOOL, Style;
    HEIGHT "height" LENGTH, Style;
    HIDDEN "hidden" BOOL | TEXT, Content;
    HORIZONTAL_ALIGNMENT "horizontalAlignment" TEXT, Style;
    HOVERED_BORDER_COLOR "hoveredBorderColor" TEXT, Style;
    HOVERED_FILL_COLOR "hoveredFillColor" TEXT, Style;
    HOVERED_FONT_COLOR "hoveredFontColor" TEXT, Style;
    ID "id" FIELD, Content;
    IMAGE_CROPPING "imageCropping" TEXT, Style;
    INACTIVE_BORDER_COLOR "inactiveBorderColor" TEXT, Style;
    INACTIVE_BORDER_RADIUS "inactiveBorderRadius" NUMBER, Style;
    INACTIVE_BORDER_WIDTH "inactiveBorderWidth" NUMBER, Style;
    INACTIVE_DROP_SHADOW "inactiveDropShadow" TEXT, Style;
    INACTIVE_FILL_COLOR "inactiveFillColor" TEXT, Style;
    INACTIVE_FILL_COLOR_FALLBACK "inactiveFillColorFallback" TEXT, Style;
    INACTIVE_FONT_COLOR "inactiveFontColor" TEXT, Style;
    INACTIVE_FONT_NAME "inactiveFontName" TEXT, Style;
    INACTIVE_FONT_SIZE "inactiveFontSize" NUMBER, Style;
    INACTIVE_ROUND_BORDERS "inactiveRoundBorders" LIST, Style;
    INNER_PADDING "innerPadding" NUMBER, Style;
    INVALID_COLOR "invalidColor" TEXT, Style;
    LEFT_MARGIN "leftMargin" NUMBER, Style;
    LEFT_PADDING "leftPadding" NUMBER, Style;
    LINE_HEIGHT "lineHeight" NUMBER, Style;
    LOOP_SOURCE "loopSource" FIELD, Content;
    LOOP_SOURCE_CONDITIONS "loopSourceConditions" FIELD, Content;
    LOOP_VARIABLE "loopVariable" FIELD, Content;
    MAX_WIDTH "maxWidth" LENGTH, Style;
    MODE "mode" TEXT, Content;
    MOVE_X "moveX" LENGTH, Style;
    MOVE_Y "moveY" LENGTH, Style;
    NAME "name" TEXT, Content;
    NAMI_COMPONENT_TYPE "namiComponentType" FIELD, Content;
    ON_END "onEnd" FIELD, Content;
    ON_TAP "onTap" FIELD, Content;
    OR_ASSERTIONS "orAssertions" FIELD, Content;
    POSITION "position" TEXT, Style;
    PRODUCT "product" TEXT, Content;
    PRODUCTS "products" TEXT, Content;
    REF "ref" FIELD, Content;
    REF_ID "refId" FIELD, Content;
    REQUIRED "required" BOOL, Content;
    REQUIRED_TEXT "requiredText" TEXT, Content;
    RESET_ON_REMOUNT "resetOnRemount" BOOL, Content;
    RIGHT_MARGIN "rightMargin" NUMBER, Style;
    RIGHT_PADDING "rightPadding" NUMBER, Style;
    ROUND_BORDERS "roundBorders" LIST, Style;
    SCREENREADER_HINT "screenreaderHint" TEXT, Content;
    SCREENREADER_TEXT "screenreaderText" TEXT, Content;
    SKU "sku" FIELD, Content;
    SPACING "spacing" NUMBER, Style;
    TARGET_DATE_TIME "targetDateTime" LENGTH, Content;
    TEXT "text" LENGTH | BOOL, Content;
    TITLE "title" FIELD, Content;
    TOP_MARGIN "topMargin" NUMBER, Style;
    TOP_PADDING "topPadding" NUMBER, Style;
    URL "url" TEXT, Content;
    VALUE "value" LENGTH | BOOL, Content;
    VERTICAL_ALIGNMENT "verticalAlignment" TEXT, Style;
    WIDTH "width" LENGTH, Style;
    Z_INDEX "zIndex" NUMBER, Style;
}

/// Returns the rows of the attributes that several kinds read, for tools that name them.
pub fn common() -> &'static [Row] {
    TABLE
}

/// Returns whether an attribute is in the table of those that several kinds read.
#[cfg(test)]
pub fn is_common(name: &str) -> bool {
    TABLE.iter().any(|row| row.name == name)
}

/// The attributes given in one place, in the order of the document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attributes {
    pub(super) values: Vec<(Attribute, Value)>,
    /// True if any of them is part of the style.
    pub styled: bool,
    /// True if any part of the style depends on smart text.
    pub smart_style: bool,
}

impl Attributes {
    /// Returns the value of an attribute, when it was given here.
    pub fn get(&self, attribute: Attribute) -> Option<&Value> {
        self.values
            .iter()
            .find(|(name, _)| *name == attribute)
            .map(|(_, value)| value)
    }
}

/// Warns of texts in a value that look like templates but are none; they are shown as they are written.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_bisected() {
        assert!(TABLE.windows(2).all(|pair| pair[0].name < pair[1].name));
        assert!(TABLE.len() <= usize::from(OWN));
    }
}
