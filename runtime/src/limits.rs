//! Every limit of the engine, each with an error or a warning of its own.

/// The most bytes of a document, after decompression.
pub const DOCUMENT_BYTES: usize = 16 << 20;
/// The most bytes of the request of one call.
pub const REQUEST_BYTES: usize = 4 << 20;
/// The most components in one document.
pub const COMPONENTS: usize = 100_000;
/// The most levels of components inside components.
pub const COMPONENT_DEPTH: usize = 48;
/// The most elements and texts in one rendered tree.
pub const NODES: usize = 20_000;
/// The most steps of one call: look-ups, comparisons, components and the data they go through. A
/// large paywall takes some thousand.
pub const STEPS: usize = 1_000_000;
/// The most bytes of HTML in one answer.
pub const OUTPUT_BYTES: usize = 8 << 20;
/// The most warnings kept of one document or call; the last one says how many more there were.
pub const WARNINGS: usize = 1_000;
/// The most levels of tokens inside the values of tokens.
pub const SMART_TEXT_DEPTH: usize = 8;
/// The most bytes that one smart text may resolve to.
pub const SMART_TEXT_BYTES: usize = 64 << 10;
/// The most lists that one rendering reads out of texts and keeps.
pub const KEPT_VALUES: usize = 256;
/// The most URL parameters that reach smart text.
pub const URL_PARAMETERS: usize = 10;
/// The most characters of one URL parameter's value.
pub const URL_PARAMETER_CHARS: usize = 128;
/// The most characters in a QR code.
pub const QR_CHARS: usize = 1_024;
/// The most levels of groups and audiences inside a rule's conditions.
pub const CONDITION_DEPTH: usize = 16;
/// The most comparisons and groups of one rule, with those of its audiences.
pub const CONDITION_NODES: usize = 1_000;
/// The most comparisons and groups in all rules of a document.
pub const CONDITIONS: usize = 100_000;
/// The most values of one comparison, of a list, and of an attribute that is compared.
pub const CONDITION_VALUES: usize = 10_000;
/// The most bytes of an identifier or a value in a condition.
pub const CONDITION_TEXT: usize = 4 << 10;
/// The most segments of one experiment.
pub const SEGMENTS: usize = 1_000;
/// The most times at which a rule was shown that a caller remembers.
pub const HISTORY: f64 = 64.0;
/// The most changes of the customer's clock in a request.
pub const OFFSET_CHANGES: usize = 64;
/// The most rules and steps in a trace.
pub const TRACE_STEPS: usize = 10_000;
/// The most that one event in a flow may cost: 100 for each step and action, 1 for each byte of text
/// in the events it causes.
pub const FLOW_WORK: usize = 200_000;
/// The most screens that a flow remembers the way back to.
pub const FLOW_CRUMBS: usize = 100;
/// The most tags (`{{…}}`) in a text.
pub const TEXT_TAGS: usize = 200;
/// The most bytes of a text with tags.
pub const TEXT_TEMPLATE_BYTES: usize = 16 << 10;
/// The most entries that a text may go through, in lists inside lists.
pub const TEMPLATE_STEPS: u32 = 1_000_000;
/// The most tags (`{{…}}`) in a page shell. The Handlebars crate nests one call in another for each `{{else if}}`, so
/// many of them would overflow the stack.
pub const TEMPLATE_TAGS: usize = 1_000;
/// The most that the custom components of a document may cost: 1 for each byte that a template writes and for each tag
/// in its loops.
pub const CUSTOM_WORK: usize = 8_000_000;
/// The most that one use of a custom component may cost of [`CUSTOM_WORK`].
pub const CUSTOM_USE: usize = CUSTOM_WORK / 8;
/// The cost of one component that a template writes.
pub const CUSTOM_COMPONENT: usize = 100;
