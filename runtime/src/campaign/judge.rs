//! Whether a rule is shown to a customer, asked in the order that the trace explains.

use crate::string::concat;
use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use super::bucket;
use super::condition::{Group, Node};
use super::experiment::{Experiment, Slice};
use super::hash::HashFn;
use super::path::in_map;
use super::terms::Terms;
use super::trace::Trace;
use super::{reason, segment};
use crate::document::campaign::{Campaign, Campaigns, Segment};
use crate::error::Error;
use crate::json;
use crate::number;
use crate::request::Request;

/// Judges the rules of a document for one request.
#[derive(Debug)]
pub struct Judge<'d, 'r> {
    campaigns: &'d Campaigns,
    request: &'r Request,
    /// The customer's split position.
    pub position: Option<f64>,
    /// A hash in place of the document's.
    pub hash: Option<HashFn>,
    /// The trace, when it was asked for.
    pub trace: Option<Trace>,
    /// The values of the identifiers that conditions have read so far, by slot.
    values: Vec<Option<Json>>,
    /// What became of the comparisons that were tried so far, by number.
    results: Vec<Option<bool>>,
    /// Whether a condition read entitlements that the request does not know yet.
    pub waits: bool,
    /// What `Product.…` names.
    pub product: Option<&'r Map<String, Json>>,
    /// What the document lacked of the first rule that only its paywall kept from being shown.
    pub missing: Option<Error>,
}

/// What a rule shows to a customer.
#[derive(Debug, Default)]
pub struct Choice<'d> {
    /// The segment; none for those who are held out.
    pub segment: Option<&'d Segment>,
    /// The experiment it is of.
    pub experiment: Option<&'d Experiment>,
    /// Where the customer falls in the experiment.
    pub bucket: Option<f64>,
    /// Whether the segment was kept from before.
    pub sticky: bool,
    /// Whether the segment was forced by the request.
    pub forced: bool,
    /// The holdout that the customer belongs to.
    pub held_out: Option<&'d str>,
    /// Assignments to be kept: id, experiment and version, segment.
    pub assignments: Option<Json>,
}

impl<'d, 'r> Judge<'d, 'r> {
    /// A judge without a trace.
    pub fn new(campaigns: &'d Campaigns, request: &'r Request, position: Option<f64>) -> Self {
        Self {
            campaigns,
            request,
            position,
            hash: None,
            trace: None,
            values: Vec::new(),
            results: Vec::new(),
            waits: false,
            product: None,
            missing: None,
        }
    }

    /// What the rule shows, or the reason it is not shown.
    pub fn choose(&mut self, rule: &'d Campaign) -> Result<Choice<'d>, &'static str> {
        let Some(terms) = &rule.terms else {
            return self.split(rule);
        };
        self.in_force(terms)?;
        if let Some(experiment) = &terms.experiment
            && let Some(forced) = self.request.qa.get("forced")
            && let Some(forced) = forced.get(&*experiment.key)
        {
            return self.forced(rule, experiment, forced);
        }
        if let Some(condition) = &terms.condition
            && !self.holds(condition)
        {
            return Err(reason::CONDITIONS);
        }
        self.may_be_shown(rule, terms)?;
        match &terms.experiment {
            None => self.split(rule),
            Some(experiment) => self.assign(rule, experiment),
        }
    }

    fn note(&mut self, name: &str, number: Option<f64>) {
        if let (Some(trace), Some(number)) = (&mut self.trace, number) {
            trace.note(name, number.into());
        }
    }

    fn note_text(&mut self, name: &str, text: &str) {
        if let Some(trace) = &mut self.trace {
            trace.note(name, json::text(text));
        }
    }

    /// Ends a rule in the trace.
    #[inline(always)]
    pub fn end_rule(&mut self, rule: &Campaign, reason: &'static str) {
        if let Some(trace) = &mut self.trace {
            trace.end_rule(&rule.rule, reason);
        }
    }

    /// The platform's own split.
    fn split(&self, rule: &'d Campaign) -> Result<Choice<'d>, &'static str> {
        let form_factor = &self.request.device.form_factor;
        let segment = segment::choose(rule, form_factor, self.position);
        Ok(Choice {
            segment: Some(segment.ok_or(reason::FORM_FACTOR)?),
            ..Choice::default()
        })
    }

    fn in_force(&mut self, terms: &Terms) -> Result<(), &'static str> {
        if let Some(error) = &terms.invalid {
            self.note_text("problem", error.detail());
            self.note_text("path", error.path().unwrap_or_default());
            return Err(reason::INVALID);
        }
        if terms.disabled {
            return Err(reason::DISABLED);
        }
        let Some(schedule) = &terms.schedule else {
            return Ok(());
        };
        let reason = schedule.reason(self.request);
        self.note("start", schedule.start.map(|bound| bound.time));
        self.note("end", schedule.end.map(|bound| bound.time));
        self.note("now", self.request.now);
        reason.map_or(Ok(()), Err)
    }

    fn may_be_shown(&mut self, rule: &Campaign, terms: &Terms) -> Result<(), &'static str> {
        for before in &terms.prerequisites {
            let times = self
                .request
                .history()
                .and_then(|history| history.get(&**before));
            if times.and_then(Json::as_array).is_none_or(Vec::is_empty) {
                self.note_text("prerequisite", before);
                return Err(reason::PREREQUISITE);
            }
        }
        for cap in &terms.frequency {
            if cap.is_reached(self.campaigns, rule, self.request) {
                if let Some(trace) = &mut self.trace {
                    trace.note("cap", cap.written.clone());
                }
                return Err(reason::CAPPED);
            }
        }
        Ok(())
    }

    /// Whether a condition holds. With a trace all of it is tried, without one only what decides.
    pub fn holds(&mut self, node: &'d Node) -> bool {
        match node {
            Node::Leaf(number, id) => self.leaf(*number as usize, id.as_deref()),
            Node::Audience(name, node) => {
                let step = self.open("audience", name);
                let result = self.holds(node);
                self.close(step, result);
                result
            }
            Node::Group(group, children) => {
                let step = self.open("group", group.name());
                let any = matches!(group, Group::Or | Group::Nor) && !children.is_empty();
                // Of `any`, the first that holds decides; of all others, the first that does not.
                let mut result = !any;
                for child in children {
                    let known = self.known(child);
                    if known.unwrap_or_else(|| self.holds(child)) == any {
                        result = any;
                        if self.trace.is_none() {
                            break;
                        }
                    }
                }
                let result = result != matches!(group, Group::Not | Group::Nor);
                self.close(step, result);
                result
            }
        }
    }

    #[inline(always)]
    fn open(&mut self, field: &str, name: &str) -> usize {
        let trace = self.trace.as_mut();
        trace.map_or(0, |trace| trace.open(field, name))
    }

    #[inline(always)]
    fn close(&mut self, step: usize, result: bool) {
        if let Some(trace) = &mut self.trace {
            trace.close(step, result);
        }
    }

    /// What became of a comparison that was tried before; a trace explains each anew.
    // Most questions end here.
    #[inline(always)]
    fn known(&self, node: &Node) -> Option<bool> {
        match node {
            Node::Leaf(number, _) if self.trace.is_none() => *self.results.get(*number as usize)?,
            _ => None,
        }
    }

    fn leaf(&mut self, number: usize, id: Option<&str>) -> bool {
        let targets = &self.campaigns.targets;
        if self.results.is_empty() {
            self.results.resize(targets.leaves.len(), None);
            self.values.resize_with(targets.identifiers.len(), || None);
        }
        let Some(leaf) = targets.leaves.get(number) else {
            return false;
        };
        let slot = leaf.slot as usize;
        let Some((value, identifier)) =
            self.values.get_mut(slot).zip(targets.identifiers.get(slot))
        else {
            return false;
        };
        if value.is_none() {
            *value = Some(identifier.value(self.request, self.product));
            self.waits |= identifier.waits(self.request);
        }
        let actual = value.as_ref().unwrap_or(&Json::Null);
        if !self.request.work.spend(leaf.size(actual)) {
            return false;
        }
        let result = leaf.holds(actual, self.request.now.unwrap_or(f64::NAN));
        if let Some(known) = self.results.get_mut(number) {
            *known = Some(result);
        }
        if let Some(trace) = &mut self.trace {
            let step = trace.leaf(leaf, identifier, self.request, actual, result);
            trace.name(step, id);
        }
        result
    }

    fn forced(
        &mut self,
        rule: &'d Campaign,
        experiment: &'d Experiment,
        segment: &Json,
    ) -> Result<Choice<'d>, &'static str> {
        let segment = named(rule, segment).ok_or(reason::FORCE)?;
        self.fits(segment)?;
        Ok(Choice {
            segment: Some(segment),
            experiment: Some(experiment),
            forced: true,
            ..Choice::default()
        })
    }

    fn assign(
        &mut self,
        rule: &'d Campaign,
        experiment: &'d Experiment,
    ) -> Result<Choice<'d>, &'static str> {
        if self.request.qa.get("onlyForced") == Some(&Json::Bool(true)) {
            return Err(reason::QA);
        }
        let fallback = experiment.fallback.as_deref();
        let second = fallback.and_then(|name| Some((name, self.unit(name)?)));
        let first = self
            .unit(&experiment.unit)
            .map(|id| (&*experiment.unit, id));
        let units = [second.as_ref(), first.as_ref()];
        let unit = first.as_ref().or(second.as_ref()).ok_or(reason::NO_UNIT)?;
        let kept = self.kept(rule, experiment, units)?;
        let place = self.place(experiment.hash, &experiment.seed, &unit.1);
        self.note_text("unit", unit.0);
        self.note("bucket", Some(place));
        let segment = match kept {
            Some(segment) => segment,
            None => self.drawn(rule, experiment, &unit.1, place)?,
        };
        let mut choice = Choice {
            experiment: Some(experiment),
            bucket: Some(place),
            sticky: kept.is_some(),
            ..Choice::default()
        };
        if let Some((id, slice)) = &experiment.holdout
            && self.is_in(slice, &unit.1)
        {
            self.note_text("holdout", id);
            choice.held_out = Some(id);
            return Ok(choice);
        }
        self.fits(segment)?;
        choice.segment = Some(segment);
        if experiment.sticky {
            choice.assignments = self.to_keep(experiment, segment, unit);
        }
        Ok(choice)
    }

    /// The segment that the hash gives.
    fn drawn(
        &self,
        rule: &'d Campaign,
        experiment: &Experiment,
        id: &str,
        place: f64,
    ) -> Result<&'d Segment, &'static str> {
        if !experiment.slices.iter().all(|slice| self.is_in(slice, id)) {
            return Err(reason::LAYER);
        }
        for (segment, arm) in rule.segments.iter().zip(&experiment.arms) {
            let ranges = arm.ranges.as_ref();
            if ranges.is_none_or(|ranges| bucket::contains(ranges, place))
                && arm.slices.iter().all(|slice| self.is_in(slice, id))
            {
                return Ok(segment);
            }
        }
        Err(reason::COVERAGE)
    }

    /// The segment is chosen before its form factors are looked at: else one customer had another on each device.
    fn fits(&self, segment: &Segment) -> Result<(), &'static str> {
        let form_factor = &self.request.device.form_factor;
        let mut known = segment.form_factors.iter();
        if known.any(|name| **name == **form_factor) {
            Ok(())
        } else {
            Err(reason::FORM_FACTOR)
        }
    }

    fn is_in(&self, slice: &Slice, id: &str) -> bool {
        let other = slice.unit.as_deref().and_then(|name| self.unit(name));
        let id = match (&slice.unit, &other) {
            (None, _) => id,
            (Some(_), Some(other)) => other,
            (Some(_), None) => return false,
        };
        bucket::contains(&slice.ranges, self.place(slice.hash, &slice.seed, id))
    }

    fn place(&self, hash: super::hash::Hash, seed: &str, id: &str) -> f64 {
        match self.hash {
            Some(hash) => hash(seed, id),
            None => hash.place(seed, id),
        }
    }

    /// The id that a unit names: the user's, the device's, or an attribute of the customer.
    fn unit(&self, name: &str) -> Option<Cow<'r, str>> {
        let customer = &self.request.customer;
        let id = match name {
            "id" => customer.id.as_deref().map(Cow::Borrowed),
            "device_id" => customer.device_id.as_deref().map(Cow::Borrowed),
            _ => match in_map(&customer.attributes, name) {
                Json::String(text) => Some(Cow::Owned(text)),
                other => other.as_f64().map(|id| Cow::Owned(number::text(id))),
            },
        };
        id.filter(|id| !id.is_empty())
    }

    /// The segment the customer had before. A later unit of `units` wins over an earlier one.
    fn kept(
        &self,
        rule: &'d Campaign,
        experiment: &Experiment,
        units: [Option<&Unit<'_, 'r>>; 2],
    ) -> Result<Option<&'d Segment>, &'static str> {
        let mut kept = None;
        if !experiment.sticky {
            return Ok(kept);
        }
        for unit in units {
            let Some(entries) = unit.and_then(|unit| self.assignments(unit)) else {
                continue;
            };
            for (name, segment) in entries {
                let version = name.strip_prefix(&*experiment.key);
                let version = version.and_then(|rest| number::parse(rest.strip_prefix("__")?));
                if version.is_some_and(|version| version < experiment.min_version) {
                    return Err(reason::BLOCKED_VERSION);
                }
                if version == Some(experiment.version) {
                    kept = named(rule, segment).or(kept);
                }
            }
        }
        Ok(kept)
    }

    /// What the caller remembers of the experiments of an id.
    fn assignments(&self, unit: &Unit<'_, 'r>) -> Option<&'r Map<String, Json>> {
        let all = self.request.memory.get("assignments")?;
        all.get(unit_key(unit))?.as_object()
    }

    /// The assignment to remember, when it is not remembered yet.
    fn to_keep(
        &self,
        experiment: &Experiment,
        segment: &Segment,
        unit: &Unit<'_, 'r>,
    ) -> Option<Json> {
        let key = unit_key(unit);
        let entry = concat(&[&experiment.key, "__", &number::text(experiment.version)]);
        let known = self.assignments(unit);
        let known = known.and_then(|entries| entries.get(&entry)?.as_str());
        if known == Some(&*segment.segment) {
            return None;
        }
        let (mut ids, mut entries) = (Map::new(), Map::new());
        json::put(&mut entries, &entry, json::text(&segment.segment));
        json::put(&mut ids, &key, Json::Object(entries));
        Some(Json::Object(ids))
    }
}

/// The name of an id, and the id.
type Unit<'e, 'r> = (&'e str, Cow<'r, str>);

fn unit_key(unit: &Unit<'_, '_>) -> String {
    concat(&[unit.0, "||", &unit.1])
}

fn named<'d>(rule: &'d Campaign, segment: &Json) -> Option<&'d Segment> {
    let name = segment.as_str()?;
    rule.segments
        .iter()
        .find(|segment| *segment.segment == *name)
}
