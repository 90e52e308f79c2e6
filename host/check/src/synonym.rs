//! Words that other formats and their authors have for the names of this one.

/// Meanings, each with the names of this format first and then what others call it. One word may stand in several rows.
const MEANINGS: &[(&[&str], &[&str])] = &[
    // Components.
    (&["toggleSwitch"], &["toggle", "switch", "checkbox"]),
    (&["text"], &["label", "heading", "title", "paragraph"]),
    (&["image"], &["img", "picture", "photo"]),
    (&["symbol"], &["icon", "glyph"]),
    (&["videoUrl"], &["video", "movie"]),
    (&["stack"], &["zstack", "overlay"]),
    (
        &["container"],
        &["box", "view", "div", "row", "column", "vstack", "hstack"],
    ),
    (&["button"], &["btn", "link", "pressable"]),
    (
        &["carouselContainer"],
        &["carousel", "slider", "swiper", "pager"],
    ),
    (&["responsiveGrid"], &["grid"]),
    (&["segmentPicker"], &["tabs", "segmentedControl", "picker"]),
    (&["text-list"], &["list", "bullets", "featureList"]),
    (&["countdownTimerText", "countdown"], &["timer"]),
    (&["spacer"], &["divider", "gap"]),
    (&["textField"], &["input", "textInput", "emailField"]),
    (
        &["collapseContainer"],
        &["accordion", "disclosure", "drawer"],
    ),
    (
        &["productContainer"],
        &["products", "packages", "plans", "productList"],
    ),
    (&["progressBar"], &["progress"]),
    // What a tap does.
    (&["namiBuySKU"], &["buy", "buyProduct", "buyPackage"]),
    (
        &["namiPurchaseSelectedSKU"],
        &["purchase", "subscribe", "checkout", "purchaseSelected"],
    ),
    (&["namiRestorePurchases"], &["restore", "restorePurchase"]),
    (
        &["namiClosePaywall", "flowDismiss"],
        &["close", "dismiss", "exit", "cancel"],
    ),
    (
        &["namiDeeplink"],
        &["openUrl", "open", "openLink", "link", "url"],
    ),
    (&["namiSignIn"], &["login", "signIn"]),
    (
        &["namiSelectSKU"],
        &["select", "selectProduct", "selectPackage"],
    ),
    (
        &["namiNavigateToScreen"],
        &["navigate", "navigateTo", "goTo", "nextPage"],
    ),
    (&["setState"], &["set", "toggle", "setValue"]),
    (&["submitFields"], &["submit", "send"]),
    (&["flowNext"], &["next", "continue"]),
    (&["flowPrev"], &["back", "previous"]),
    // Operators.
    (&["equals"], &["eq", "equal", "is", "=", "==", "==="]),
    (
        &["notEquals", "not_equals"],
        &["ne", "neq", "notEqual", "isNot", "not", "!=", "!=="],
    ),
    (&["gt"], &[">", "greaterThan", "above", "moreThan"]),
    (
        &["gte"],
        &[
            ">=",
            "ge",
            "greaterThanOrEqual",
            "greaterThanOrEquals",
            "atLeast",
        ],
    ),
    (&["lt"], &["<", "lessThan", "below"]),
    (
        &["lte"],
        &["<=", "le", "lessThanOrEqual", "lessThanOrEquals", "atMost"],
    ),
    (&["any_of", "contains"], &["in", "oneOf", "isIn"]),
    (&["none_of", "notContains"], &["notIn", "nin", "isNotIn"]),
    (&["contains"], &["includes", "has"]),
    (
        &["notContains", "not_contains"],
        &["excludes", "doesNotContain"],
    ),
    (
        &["set"],
        &["exists", "isSet", "is_not_null", "defined", "present"],
    ),
    (
        &["notSet", "not_set"],
        &[
            "missing",
            "isNotSet",
            "notExists",
            "isNull",
            "isEmpty",
            "undefined",
        ],
    ),
    (&["starts_with"], &["beginsWith", "prefix"]),
    (&["ends_with"], &["suffix"]),
    // Rules, devices and products.
    (&["label"], &["placement", "trigger", "event"]),
    (&["url"], &["link", "deeplink"]),
    (&["default"], &["fallback", "else"]),
    (
        &["television"],
        &["tv", "ctv", "smartTv", "appleTv", "fireTv"],
    ),
    (&["phone"], &["mobile", "smartphone", "handset", "iphone"]),
    (&["tablet"], &["ipad"]),
    (&["desktop"], &["web", "browser", "laptop", "pc", "mac"]),
    (
        &["subscription"],
        &[
            "sub",
            "subs",
            "recurring",
            "autoRenewable",
            "autoRenewableSubscription",
        ],
    ),
    (
        &["one_time_purchase"],
        &[
            "inapp",
            "iap",
            "consumable",
            "nonConsumable",
            "nonRenewingSubscription",
            "lifetime",
            "oneTime",
        ],
    ),
    // Fields.
    (
        &["fontColor"],
        &["color", "textColor", "foregroundColor", "foreground"],
    ),
    (
        &["fillColor"],
        &["background", "backgroundColor", "bg", "bgColor"],
    ),
    (&["borderRadius"], &["cornerRadius", "radius", "rounded"]),
    (&["fontName"], &["fontFamily", "font"]),
    (&["url"], &["src", "href", "uri", "source"]),
    (&["onTap"], &["onPress", "onClick", "action", "click"]),
    (&["components"], &["children", "items", "content"]),
    (&["screenreaderText"], &["accessibilityLabel", "ariaLabel"]),
    (
        &["screenreaderHint"],
        &["accessibilityHint", "ariaDescription"],
    ),
    (&["checked"], &["isOn", "selected", "on"]),
    (&["formId"], &["field", "form", "fieldId"]),
    (
        &["price"],
        &["cost", "amount", "localizedPrice", "priceString"],
    ),
    (&["period"], &["interval", "billingPeriod"]),
    (&["sku"], &["product", "package", "plan"]),
    // Icons.
    (
        &["CloseOutlined"],
        &["xmark", "x", "close", "cross", "times"],
    ),
    (&["CheckOutlined"], &["checkmark", "check", "tick", "done"]),
    (
        &["CheckCircleFilled"],
        &["checkmarkCircleFill", "checkmarkCircle", "checkCircle"],
    ),
    (&["RightOutlined"], &["chevronRight", "chevronForward"]),
    (&["LeftOutlined"], &["chevronLeft", "chevronBackward"]),
    (&["DownOutlined"], &["chevronDown"]),
    (&["UpOutlined"], &["chevronUp"]),
    (&["ArrowRightOutlined"], &["arrowRight"]),
    (&["ArrowLeftOutlined"], &["arrowLeft"]),
    (&["StarFilled"], &["star", "starFill"]),
    (&["HeartFilled"], &["heart", "heartFill"]),
    (&["LockFilled"], &["lock", "lockFill", "padlock"]),
    (&["InfoCircleOutlined"], &["info", "infoCircle"]),
    (&["UserOutlined"], &["person", "profile"]),
    (&["MailOutlined"], &["envelope", "email"]),
    (&["SettingOutlined"], &["gear", "cog"]),
    (&["ThunderboltFilled"], &["bolt", "boltFill", "lightning"]),
];

/// Returns the known name for which others have another word.
pub(super) fn meant<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let wanted = sound(name);
    let says = |words: &[&str]| words.iter().any(|word| sound(word) == wanted);
    let rows = MEANINGS.iter().filter(|(_, others)| says(others));
    let mut ours = rows.flat_map(|(ours, _)| *ours);
    ours.find_map(|ours| known.iter().find(|known| *known == ours).copied())
}

/// Reduces a name to its letters: `not_equal`, `notEqual` and `Not equal` become one. Signs alone, as in `==`, stay.
fn sound(name: &str) -> String {
    let letters = name.chars().filter(|letter| letter.is_alphanumeric());
    let sound: String = letters.flat_map(char::to_lowercase).collect();
    if sound.is_empty() {
        name.to_owned()
    } else {
        sound
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_of_others_is_one_of_ours_in_the_same_row() {
        for (ours, others) in MEANINGS {
            assert!(!ours.is_empty() && !others.is_empty());
            let same = |word: &&str| ours.iter().any(|name| sound(name) == sound(word));
            assert!(!others.iter().any(same), "{ours:?}");
        }
    }
}
