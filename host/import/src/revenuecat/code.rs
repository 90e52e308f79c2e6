//! The codes of findings about RevenueCat's paywalls.

use crate::report::{Code, codes};

codes! {
    FILE_LEFT_OUT "file_left_out" "The file has no part that the importer knows";
    NO_UI_CONFIG "no_ui_config" "Fonts, named colours, words and custom variables are in no file";
    STORE_PRODUCT "store_product" "The store's id of a product is in no file: fill in `sku_ref_id`";
    TEXT_MISSING "text_missing" "A text that a component names is in no language of the file";
    COMPONENT_LEFT_OUT "component_left_out" "The component has no counterpart, and no known fallback";
    COMPONENT_REPLACED "component_replaced" "Another component stands in its place";
    FIELD_LEFT_OUT "field_left_out" "A field of a component has no counterpart";
    CONDITION_LEFT_OUT "condition_left_out" "The condition of an override has no counterpart, so the override is left out";
    OVERRIDE_BENT "override_bent" "An override changes something that cannot depend on a condition here";
    COLOR_UNKNOWN "color_unknown" "A colour names no colour of `ui_config`, or is no colour";
    GRADIENT_BENT "gradient_bent" "A gradient became its first colour";
    BACKGROUND_BENT "background_bent" "A background picture or video is shown in another way";
    RADII_BENT "radii_bent" "Corners of several radii got one radius";
    MASK_BENT "mask_bent" "The shape of a picture is drawn in another way";
    FONT_LEFT_OUT "font_left_out" "The font has no file for the web";
    VARIABLE_UNKNOWN "variable_unknown" "The variable is not known, and shows nothing";
    VARIABLE_BENT "variable_bent" "The variable shows something else in some cases";
    TEXT_BENT "text_bent" "A text is written in another way";
    ACTION_REPLACED "action_replaced" "Another action stands in the place of a button's";
    ACTION_LEFT_OUT "action_left_out" "The action of a button has no counterpart";
    BADGE_BENT "badge_bent" "A badge is drawn at another place";
    CAROUSEL_BENT "carousel_bent" "A carousel moves in another way";
    COUNTDOWN_BENT "countdown_bent" "A countdown is drawn in another way";
    SHEET_BENT "sheet_bent" "A sheet is shown in another way";
    PRICES_BENT "prices_bent" "Prices without decimals in some countries are written as usual there";
    EXIT_OFFER_LEFT_OUT "exit_offer_left_out" "Another paywall after this one is left to a flow of yours";
    TARGETING_LEFT_OUT "targeting_left_out" "The rules that choose offerings are not in the files";
    WORKFLOW_BENT "workflow_bent" "A workflow has steps that the files do not decide";
    TOO_DEEP "too_deep" "Components lie deeper inside each other than is read";
    TOO_MANY "too_many" "There are more components, overrides or paywalls than are read";
}
