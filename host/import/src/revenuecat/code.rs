//! The codes of findings about RevenueCat's paywalls.

pub use crate::code::*;
use crate::report::{Code, codes};

codes! {
    NO_UI_CONFIG "no_ui_config" "Fonts, named colours, words and custom variables are in no file";
    TEXT_EMPTY "text_empty" "A text is empty in a language, and the default language's is shown in its place";
    CONDITION_LEFT_OUT "condition_left_out" "The condition of an override has no counterpart, so the override is left out";
    OVERRIDE_BENT "override_bent" "An override changes something that cannot depend on a condition here";
    COLOR_UNKNOWN "color_unknown" "A colour names no colour of `ui_config`, or is no colour";
    BACKGROUND_BENT "background_bent" "A background picture or video is shown in another way";
    MASK_BENT "mask_bent" "The shape of a picture is drawn in another way";
    VARIABLE_UNKNOWN "variable_unknown" "The variable is not known, and shows nothing";
    BADGE_BENT "badge_bent" "A badge is drawn at another place";
    PRICES_BENT "prices_bent" "The countries in which a price without cents has no decimals are one list for both stores";
    EXIT_OFFER_LEFT_OUT "exit_offer_left_out" "Another paywall after this one is left to a flow of yours";
    TARGETING_LEFT_OUT "targeting_left_out" "The rules that choose offerings are not in the files";
    WORKFLOW_BENT "workflow_bent" "A workflow has steps that the files do not decide";
}
