//! The codes of findings that several importers have.

use crate::report::{Code, codes};

codes! {
    FILE_LEFT_OUT "file_left_out" "The file has no part that the importer knows";
    STORE_PRODUCT "store_product" "The store's id of a product is in no file: fill in `sku_ref_id`";
    TEXT_MISSING "text_missing" "A text that a component names is in no language of the file";
    COMPONENT_LEFT_OUT "component_left_out" "The component has no counterpart, and no known fallback";
    COMPONENT_REPLACED "component_replaced" "Another component stands in its place";
    FIELD_LEFT_OUT "field_left_out" "A field of a component has no counterpart";
    GRADIENT_BENT "gradient_bent" "A gradient became its first colour";
    RADII_BENT "radii_bent" "Corners of several radii got one radius";
    FONT_LEFT_OUT "font_left_out" "The font has no file for the web";
    VARIABLE_BENT "variable_bent" "The variable shows something else in some cases";
    TEXT_BENT "text_bent" "A text is written in another way";
    ACTION_REPLACED "action_replaced" "Another action stands in the place of a button's";
    ACTION_LEFT_OUT "action_left_out" "The action of a button has no counterpart";
    CAROUSEL_BENT "carousel_bent" "A carousel moves in another way";
    COUNTDOWN_BENT "countdown_bent" "A countdown is drawn in another way";
    SHEET_BENT "sheet_bent" "A sheet is shown in another way";
    DEFAULT_CHOSEN "default_chosen" "No file says which paywall is shown without a label, so the first one is: change the rule `default`";
    ASSET_LEFT "asset_left" "A picture was not fetched, and stays a link";
    TOO_DEEP "too_deep" "Components lie deeper inside each other than is read";
    TOO_MANY "too_many" "There are more components, overrides or paywalls than are read";
}
