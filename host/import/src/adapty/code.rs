//! The codes of findings about Adapty's paywalls.

pub use crate::code::*;
use crate::report::{Code, codes};

codes! {
    LANGUAGE_LEFT_OUT "language_left_out" "Texts of another language than the default one are left out";
    FORMAT_NEWER "format_newer" "The format is newer than 4: the layout comes over, scripts and states do not";
    ASSET_MISSING "asset_missing" "A colour, font or picture that a component names is not in the file";
    SHAPE_BENT "shape_bent" "A box has another shape";
    SIZE_BENT "size_bent" "A size has limits, or a distance a unit, that are not kept";
    MOTION_LEFT_OUT "motion_left_out" "Transparency, animations and transitions are left out";
    PLATFORM_CHOSEN "platform_chosen" "Of two versions for two platforms, one was taken";
    GROUPS_JOINED "groups_joined" "Several groups of products became one";
    AUDIENCE_LEFT_OUT "audience_left_out" "Audiences and other locales of a placement are not in the files";
}
