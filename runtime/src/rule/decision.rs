//! The decision of a launch: what is shown, and by which rule.

use serde_json::Value as Json;

use super::compile::Targets;
use super::flow::Flow;
use crate::json::Writer;

/// The result of a launch: the paywall to show, and the rule and segment that chose it.
#[derive(Debug, Clone)]
pub struct Decision<'a> {
    /// The id of the rule.
    pub rule: &'a str,
    /// The name of the rule.
    pub name: &'a str,
    /// The kind of placement that the rule answers.
    pub kind: &'static str,
    /// The label or URL that the rule answers.
    pub value: &'a str,
    /// The chosen segment's id; empty for a customer who is held out.
    pub segment: &'a str,
    /// The audience outside the platform that the rule belongs to.
    pub external_segment: Option<&'a str>,
    /// The customer's split position, from 0 to 100; `None` when there is no id to take it from.
    pub position: Option<f64>,
    /// The paywall to show, in a flow its first screen; `None` for a customer who is held out.
    pub paywall: Option<&'a str>,
    /// The flow to run.
    pub flow: Option<&'a Flow>,
    /// The values that the conditions of the flow read and compare.
    pub targets: &'a Targets,
    /// The event that counts as a conversion.
    pub conversion_event_type: Option<&'a str>,
    /// The address at which a conversion is seen.
    pub conversion_event_url: Option<&'a str>,
    /// The experiment that the segment belongs to.
    pub experiment: Option<&'a str>,
    /// The customer's place in the experiment, from 0 to below 1.
    pub bucket: Option<f64>,
    /// True if the segment is one that the customer had before.
    pub sticky: bool,
    /// True if the segment was forced; then no exposure is to be logged.
    pub forced: bool,
    /// The holdout that the customer belongs to. Nothing is shown, but the exposure is to be logged.
    pub held_out: Option<&'a str>,
    /// True if a condition read entitlements that the request does not know yet.
    pub entitlements_unknown: bool,
    /// The memory that the caller must keep once the paywall is shown: `record`, a list of rules, and `assignments`.
    pub remember: Option<Json>,
}

impl Decision<'_> {
    /// Writes the decision as answers carry it; its kind is the field `type`.
    pub fn write(&self, out: &mut Writer) {
        out.open(b'{');
        out.text_field("rule", self.rule);
        out.text_field("name", self.name);
        out.text_field("type", self.kind);
        out.text_field("value", self.value);
        out.text_field("segment", self.segment);
        out.option_field("externalSegment", self.external_segment);
        out.value_field("position", &self.position.map_or(Json::Null, Json::from));
        out.option_field("paywall", self.paywall);
        out.key("flow");
        out.written(self.flow.map_or("null", |flow| &flow.written));
        out.option_field("conversionEventType", self.conversion_event_type);
        out.option_field("conversionEventUrl", self.conversion_event_url);
        self.write_terms(out);
        out.close(b'}');
    }

    /// Writes the fields that come from the terms of rules, as far as they are set.
    fn write_terms(&self, out: &mut Writer) {
        if let Some(experiment) = self.experiment {
            out.text_field("experiment", experiment);
        }
        if let Some(bucket) = self.bucket {
            out.value_field("bucket", &Json::from(bucket));
        }
        write_if(out, "sticky", self.sticky);
        write_if(out, "forced", self.forced);
        if let Some(held_out) = self.held_out {
            out.text_field("heldOut", held_out);
        }
        write_if(out, "entitlementsUnknown", self.entitlements_unknown);
        if let Some(remember) = &self.remember {
            out.value_field("remember", remember);
        }
    }
}

/// Writes a flag that is set, and leaves out one that is not.
fn write_if(out: &mut Writer, name: &str, flag: bool) {
    if flag {
        out.value_field(name, &Json::Bool(true));
    }
}
