//! Errors and warnings as data: a stable code, a message for people, and the JSON path they are about.

use crate::json::Writer;
use crate::string::{concat, push};

/// The reason for which a call has no result. Callers branch on [`ErrorKind::code`]; messages may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The document is not JSON, or not an object.
    InvalidDocument,
    /// The document has more bytes than [`crate::limits::DOCUMENT_BYTES`].
    DocumentTooLarge,
    /// The document nests deeper than the reader goes.
    DocumentTooDeep,
    /// The document has more components than [`crate::limits::COMPONENTS`].
    TooManyComponents,
    /// The call is not JSON of the documented form.
    InvalidRequest,
    /// The call has more bytes than [`crate::limits::REQUEST_BYTES`].
    RequestTooLarge,
    /// No document was loaded under this handle.
    UnknownHandle,
    /// The operation number is not one of the documented ones.
    UnknownOperation,
    /// No campaign of type `default` fits.
    DefaultCampaignNotFound,
    /// No campaign with this label fits.
    LabeledCampaignNotFound,
    /// No campaign with this URL fits.
    UrlCampaignNotFound,
    /// A campaign fits, but the document lacks its paywall.
    CampaignDataNotFound,
    /// The customer belongs to a holdout: there is nothing to render.
    HeldOut,
    /// None of the product groups named at launch exists.
    ProductGroupsNotFound,
    /// A flow lacks one of its screens.
    FlowScreenDataUnavailable,
    /// An event in a flow costs more than [`crate::limits::FLOW_WORK`]: perhaps its steps lead in a circle.
    FlowTooLong,
    /// The document has no paywall with this id.
    PaywallNotFound,
    /// The rendered tree has more nodes than [`crate::limits::NODES`].
    TooManyNodes,
    /// The call takes more than [`crate::limits::STEPS`].
    TooMuchWork,
    /// The answer has more bytes than [`crate::limits::OUTPUT_BYTES`].
    OutputTooLarge,
    /// A page shell or component template is not valid.
    InvalidTemplate,
}

impl ErrorKind {
    /// Returns the stable code of this kind, as it stands in answers.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InvalidDocument => "invalid_document",
            Self::DocumentTooLarge => "document_too_large",
            Self::DocumentTooDeep => "document_too_deep",
            Self::TooManyComponents => "too_many_components",
            Self::InvalidRequest => "invalid_request",
            Self::RequestTooLarge => "request_too_large",
            Self::UnknownHandle => "unknown_handle",
            Self::UnknownOperation => "unknown_operation",
            Self::DefaultCampaignNotFound => "default_campaign_not_found",
            Self::LabeledCampaignNotFound => "labeled_campaign_not_found",
            Self::UrlCampaignNotFound => "url_campaign_not_found",
            Self::CampaignDataNotFound => "campaign_data_not_found",
            Self::HeldOut => "held_out",
            Self::ProductGroupsNotFound => "product_groups_not_found",
            Self::FlowScreenDataUnavailable => "flow_screen_data_unavailable",
            Self::FlowTooLong => "flow_too_long",
            Self::PaywallNotFound => "paywall_not_found",
            Self::TooManyNodes => "too_many_nodes",
            Self::TooMuchWork => "too_much_work",
            Self::OutputTooLarge => "output_too_large",
            Self::InvalidTemplate => "invalid_template",
        }
    }
}

/// An error: its kind, what was expected and found, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    detail: String,
    path: Option<String>,
}

impl Error {
    /// Makes an error of `kind`; `detail` says what was expected and what was found.
    pub fn new(kind: ErrorKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            path: None,
        }
    }

    /// Makes the error for more than `most` of something; `found` is their count where it is known.
    pub fn beyond(kind: ErrorKind, most: usize, what: &str, found: Option<usize>) -> Self {
        let mut detail = concat(&["expected at most ", &most.to_string(), " ", what]);
        if let Some(found) = found {
            push(&mut detail, &[", found ", &found.to_string()]);
        }
        Self::new(kind, detail)
    }

    /// Returns the same error, about the value at this JSON path.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Writes the error as answers carry it: `{code, message, path}`.
    pub fn write(&self, out: &mut Writer) {
        out.open(b'{');
        out.text_field("code", self.kind.code());
        out.text_field("message", &self.detail);
        out.option_field("path", self.path.as_deref());
        out.close(b'}');
    }

    /// Returns the kind, for callers to branch on.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Returns the JSON path that the error is about, where there is one.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// Returns what was expected and what was found, without the path.
    pub fn detail(&self) -> &str {
        &self.detail
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{} at {path}", self.detail),
            None => f.write_str(&self.detail),
        }
    }
}

impl std::error::Error for Error {}

/// A notice that something in the document or the call was passed over; the rest still works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// A stable code, such as `unknown_field`.
    pub code: &'static str,
    /// A sentence for people: what was expected and what was found.
    pub message: String,
    /// The JSON path it is about, from the root of the document: `$.paywalls[0].template`.
    pub path: String,
}

impl Warning {
    /// Writes the warning as answers carry it: `{code, message, path}`.
    pub fn write(&self, out: &mut Writer) {
        out.open(b'{');
        out.text_field("code", self.code);
        out.text_field("message", &self.message);
        out.text_field("path", &self.path);
        out.close(b'}');
    }
}
