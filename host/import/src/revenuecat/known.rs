//! The types of components, and the fields that are read of each.

/// The fields that all components have.
pub const COMMON: &str = "type id name visible overrides fallback";

/// The types, with `|` between those that are read alike, and their fields.
const TYPES: [(&str, &str); 19] = [
    (
        "stack",
        "components dimension spacing size padding margin background_color background shape border shadow badge overflow",
    ),
    (
        "text",
        "text_lid font_size font_weight font_weight_int font_name color background_color horizontal_alignment size padding margin",
    ),
    (
        "image",
        "source size fit_mode mask_shape color_overlay padding margin border shadow",
    ),
    (
        "icon",
        "icon_name base_url formats color icon_background size padding margin",
    ),
    (
        "video",
        "source fallback_source auto_play loop mute_audio show_controls size fit_mode mask_shape padding margin",
    ),
    ("package", "stack package_id is_selected_by_default"),
    ("purchase_button", "stack action method"),
    ("button", "stack action state_updates"),
    (
        "timeline",
        "items item_spacing text_spacing column_gutter icon_alignment size padding margin",
    ),
    (
        "carousel",
        "pages page_alignment page_spacing page_peek initial_page_index loop auto_advance page_control padding margin background background_color shape border shadow size",
    ),
    ("countdown", "style count_from countdown_stack end_stack"),
    (
        "tabs",
        "control tabs default_tab_id size padding margin background background_color shape border shadow",
    ),
    ("tab_control", ""),
    ("tab_control_button", "tab_id tab_index stack"),
    (
        "tab_control_toggle",
        "default_value thumb_color_on thumb_color_off track_color_on track_color_off",
    ),
    ("footer|sticky_footer|header", "stack"),
    (
        "wallet_button|express_purchase_button|redemption_button",
        "stack wallet_unavailable_stack wallet_available_stack wallet_unknown_stack action method",
    ),
    (
        "input_single_choice|input_multiple_choice",
        "stack field_id",
    ),
    ("input_option", "stack option_id"),
];

/// Returns the fields that are read of a component; `None` for a type that is not known.
pub fn fields_of(kind: &str) -> Option<&'static str> {
    let row = TYPES
        .iter()
        .find(|(kinds, _)| kinds.split('|').any(|known| known == kind));
    row.map(|(_, fields)| *fields)
}

/// Returns whether a name is in a list of names.
pub fn is_among(name: &str, list: &str) -> bool {
    list.split(' ').any(|known| known == name)
}
