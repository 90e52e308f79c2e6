//! The effect of a tap on a component (`onTap`).

use serde_json::Value as Json;

use crate::reader::{Fields, Path, Warnings};
use crate::string::concat;

/// The effect of a tap.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// The function that runs.
    pub function: Function,
    /// The parameters as the document gives them: an object, or null. Tokens in them are
    /// resolved when the function runs.
    pub parameters: Json,
    /// The actions that follow, in order.
    pub then: Vec<Action>,
}

/// The functions of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the format's own")]
pub enum Function {
    ClosePaywall,
    RestorePurchases,
    SignIn,
    Deeplink,
    BuySku,
    SelectSku,
    PurchaseSelectedSku,
    NavigateToScreen,
    SetState,
    PlayVideo,
    PauseVideo,
    MuteVideo,
    UnmuteVideo,
    ReloadProducts,
    FlowControl,
    SubmitFields,
    /// No function, or one that is not known; a tap does nothing.
    None,
}

/// The functions by their names in the format.
pub const NAMES: [(&str, Function); 16] = [
    ("namiClosePaywall", Function::ClosePaywall),
    ("namiRestorePurchases", Function::RestorePurchases),
    ("namiSignIn", Function::SignIn),
    ("namiDeeplink", Function::Deeplink),
    ("namiBuySKU", Function::BuySku),
    ("namiSelectSKU", Function::SelectSku),
    ("namiPurchaseSelectedSKU", Function::PurchaseSelectedSku),
    ("namiNavigateToScreen", Function::NavigateToScreen),
    ("setState", Function::SetState),
    ("namiPlayVideo", Function::PlayVideo),
    ("namiPauseVideo", Function::PauseVideo),
    ("namiMuteVideo", Function::MuteVideo),
    ("namiUnmuteVideo", Function::UnmuteVideo),
    ("namiReloadProducts", Function::ReloadProducts),
    ("namiFlowControl", Function::FlowControl),
    ("submitFields", Function::SubmitFields),
];

/// The fields of an action.
pub const FIELDS: &[&str] = &["function", "parameters", "then"];

impl Function {
    /// Returns the function of a name in the format.
    fn named(name: &str) -> Option<Self> {
        let mut rows = NAMES.iter();
        rows.find(|(known, _)| *known == name)
            .map(|(_, function)| *function)
    }

    /// Returns the function of a name; none, with a warning, for a name that is not known.
    fn read(name: &str, path: &Path<'_>, warnings: &mut Warnings) -> Self {
        let function = Self::named(name);
        if function.is_none() && !name.is_empty() {
            let message = concat(&["\"", name, "\" is not known; a tap does nothing"]);
            warnings.add("unknown_function", path, message);
        }
        function.unwrap_or(Self::None)
    }
}

impl Action {
    /// Returns whether it submits the fields of the page, by itself or by an action that follows.
    pub fn submits(&self) -> bool {
        self.function == Function::SubmitFields || self.then.iter().any(Self::submits)
    }

    /// Reads an `onTap`, or an `actionTap` of 2023, which is a name alone. One with an unknown function stays, with a
    /// warning: it still makes its component a button.
    pub fn read(value: &Json, path: &Path<'_>, warnings: &mut Warnings) -> Option<Self> {
        if let Json::String(name) = value {
            return Some(Self {
                function: Function::read(name, path, warnings),
                parameters: Json::Null,
                then: Vec::new(),
            });
        }
        let fields = Fields::of(value, path, warnings)?;
        let name = fields.text("function", warnings).unwrap_or_default();
        let function = Function::read(&name, &path.key("function"), warnings);
        fields.check_known(FIELDS, warnings);
        let mut then = Vec::new();
        fields.each("then", warnings, &mut |value, path, warnings| {
            if let Some(next) = Self::read(value, path, warnings) {
                then.push(next);
            }
        });
        Some(Self {
            then,
            function,
            parameters: fields.get("parameters").cloned().unwrap_or(Json::Null),
        })
    }
}
