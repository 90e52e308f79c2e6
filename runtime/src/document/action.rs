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
    /// No function, or one that is not known; a tap does nothing.
    None,
}

impl Function {
    /// Returns the function of a name in the format.
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "namiClosePaywall" => Self::ClosePaywall,
            "namiRestorePurchases" => Self::RestorePurchases,
            "namiSignIn" => Self::SignIn,
            "namiDeeplink" => Self::Deeplink,
            "namiBuySKU" => Self::BuySku,
            "namiSelectSKU" => Self::SelectSku,
            "namiPurchaseSelectedSKU" => Self::PurchaseSelectedSku,
            "namiNavigateToScreen" => Self::NavigateToScreen,
            "setState" => Self::SetState,
            "namiPlayVideo" => Self::PlayVideo,
            "namiPauseVideo" => Self::PauseVideo,
            "namiMuteVideo" => Self::MuteVideo,
            "namiUnmuteVideo" => Self::UnmuteVideo,
            "namiReloadProducts" => Self::ReloadProducts,
            "namiFlowControl" => Self::FlowControl,
            _ => return None,
        })
    }
}

impl Action {
    /// Reads an `onTap`. One with an unknown function stays, with a warning: it still makes its component a button.
    pub fn read(value: &Json, path: &Path<'_>, warnings: &mut Warnings) -> Option<Self> {
        let fields = Fields::of(value, path, warnings)?;
        let name = fields.text("function", warnings).unwrap_or_default();
        let function = Function::named(&name).unwrap_or_else(|| {
            if !name.is_empty() {
                warnings.add(
                    "unknown_function",
                    &path.key("function"),
                    concat(&["\"", &name, "\" is not known; a tap does nothing"]),
                );
            }
            Function::None
        });
        fields.check_known(&["function", "parameters"], warnings);
        Some(Self {
            function,
            parameters: fields.get("parameters").cloned().unwrap_or(Json::Null),
        })
    }
}
