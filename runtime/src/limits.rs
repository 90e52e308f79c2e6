//! Every limit of the engine. Each has an error or a warning of its own.

/// Bytes of a document, after decompression.
pub const DOCUMENT_BYTES: usize = 16 << 20;
/// Bytes of one call.
pub const REQUEST_BYTES: usize = 4 << 20;
/// Components in one document.
pub const COMPONENTS: usize = 100_000;
/// Levels of components inside components.
pub const COMPONENT_DEPTH: usize = 48;
/// Elements and texts in one rendered tree.
pub const NODES: usize = 20_000;
/// Steps of one call: look-ups, comparisons, components and what they go through; a large paywall takes some thousand.
pub const STEPS: usize = 1_000_000;
/// Bytes of one answer's HTML or CSS.
pub const OUTPUT_BYTES: usize = 8 << 20;
/// Warnings kept of one document or call; the last says how many more there were.
pub const WARNINGS: usize = 1_000;
/// Levels of values that hold tokens that name values that hold tokens.
pub const SMART_TEXT_DEPTH: usize = 8;
/// Bytes that one smart text may resolve to.
pub const SMART_TEXT_BYTES: usize = 64 << 10;
/// Lists that one rendering reads out of texts.
pub const KEPT_VALUES: usize = 256;
/// URL parameters that reach smart text.
pub const URL_PARAMETERS: usize = 10;
/// Characters of one URL parameter's value.
pub const URL_PARAMETER_CHARS: usize = 128;
/// Characters a QR code may hold.
pub const QR_CHARS: usize = 1_024;
/// Levels of groups and audiences inside a rule's conditions.
pub const CONDITION_DEPTH: usize = 16;
/// Comparisons and groups of one rule, those of its audiences included.
pub const CONDITION_NODES: usize = 1_000;
/// Comparisons and groups of all rules of a document.
pub const CONDITIONS: usize = 100_000;
/// Values of one comparison, of a list, and of an attribute that is compared.
pub const CONDITION_VALUES: usize = 10_000;
/// Bytes of an identifier or a value of a condition.
pub const CONDITION_TEXT: usize = 4 << 10;
/// Segments of one experiment.
pub const SEGMENTS: usize = 1_000;
/// Times a rule was shown that a caller remembers.
pub const HISTORY: f64 = 64.0;
/// Rules and steps in a trace.
pub const TRACE_STEPS: usize = 10_000;
/// What one event in a flow may cost: 100 a step or an action, 1 a byte of text in what it tells.
pub const FLOW_WORK: usize = 200_000;
/// Screens that a flow remembers the way back to.
pub const FLOW_CRUMBS: usize = 100;
/// Tags (`{{…}}`) in a text.
pub const TEXT_TAGS: usize = 200;
/// Bytes of a text with tags.
pub const TEXT_TEMPLATE_BYTES: usize = 16 << 10;
/// Entries that a text may go through, in lists inside lists.
pub const TEMPLATE_STEPS: u32 = 1_000_000;
/// Tags (`{{…}}`) in a page shell: the Handlebars crate chains what follows `{{else if}}`, one call inside the other.
pub const TEMPLATE_TAGS: usize = 1_000;
/// What the custom components of a document may cost: 1 a byte that a template writes, and 1 a tag in its loops.
pub const CUSTOM_WORK: usize = 8_000_000;
/// What one use of a custom component may cost of that.
pub const CUSTOM_USE: usize = CUSTOM_WORK / 8;
/// What a component costs that a template wrote.
pub const CUSTOM_COMPONENT: usize = 100;
