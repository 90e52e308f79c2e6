//! The choice of what a rule shows to a customer, in the order that the trace explains.

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use super::campaign::{Campaign, Campaigns, Segment};
use super::experiment::{Experiment, Slice};
use super::hash::{Hash, HashFn};
use super::identifier::Facts;
use super::judge::Judge;
use super::path::in_map;
use super::terms::Terms;
use super::{bucket, reason, split};
use crate::json;
use crate::number;
use crate::request::Request;
use crate::string::concat;
use crate::work::Work;

/// The choice among the rules of a document for one request.
#[derive(Debug)]
pub struct Chooser<'d, 'r> {
    /// The rules that are chosen from.
    pub campaigns: &'d Campaigns,
    /// The judge of the rules' conditions.
    pub judge: Judge<'d, 'r>,
    request: &'r Request,
    /// The customer's split position, from 0 to 100.
    pub position: Option<f64>,
    /// A hash in place of the document's, for tests.
    pub hash: Option<HashFn>,
}

/// The choice of a rule for a customer.
#[derive(Debug, Default)]
pub struct Choice<'d> {
    /// The segment; `None` for a customer who is held out.
    pub segment: Option<&'d Segment>,
    /// The experiment that the segment belongs to.
    pub experiment: Option<&'d Experiment>,
    /// The customer's place in the experiment, from 0 to below 1.
    pub bucket: Option<f64>,
    /// True if the segment is one that the customer had before.
    pub sticky: bool,
    /// True if the segment was forced by the request.
    pub forced: bool,
    /// The holdout that the customer belongs to.
    pub held_out: Option<&'d str>,
    /// Assignments for the caller to keep: by id, the segment of an experiment and version.
    pub assignments: Option<Json>,
}

impl<'d, 'r> Chooser<'d, 'r> {
    /// Makes a chooser without a trace.
    pub fn new(
        campaigns: &'d Campaigns,
        request: &'r Request,
        work: &'r Work,
        position: Option<f64>,
    ) -> Self {
        Self {
            campaigns,
            judge: Judge::new(&campaigns.targets, Facts::of(request), work),
            request,
            position,
            hash: None,
        }
    }

    /// Returns the choice of the rule, or the reason for which it is not shown.
    // The order is that of the documented reasons: a force skips the conditions and the limits, but not the schedule.
    pub fn choose(&mut self, rule: &'d Campaign) -> Result<Choice<'d>, &'static str> {
        // Most rules have no terms, and cost no more than this test.
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
            && !self.judge.holds(condition)
        {
            return Err(reason::CONDITIONS);
        }
        self.may_be_shown(rule, terms)?;
        match &terms.experiment {
            None => self.split(rule),
            Some(experiment) => self.assign(rule, experiment),
        }
    }

    /// Ends a rule in the trace, if there is one.
    // Inlined, so that a decision without a trace pays no more than this test.
    #[inline(always)]
    pub fn end_rule(&mut self, rule: &Campaign, reason: &'static str) {
        if let Some(trace) = &mut self.judge.trace {
            trace.end_rule(&rule.rule, reason);
        }
    }

    /// Chooses a segment by the platform's own split.
    fn split(&self, rule: &'d Campaign) -> Result<Choice<'d>, &'static str> {
        let form_factor = &self.request.device.form_factor;
        let segment = split::choose(rule, form_factor, self.position);
        Ok(Choice {
            segment: Some(segment.ok_or(reason::FORM_FACTOR)?),
            ..Choice::default()
        })
    }

    /// Checks that the rule is understood, switched on and within its schedule.
    fn in_force(&mut self, terms: &Terms) -> Result<(), &'static str> {
        if let Some(error) = &terms.invalid {
            self.judge.note_text("problem", error.detail());
            self.judge
                .note_text("path", error.path().unwrap_or_default());
            return Err(reason::INVALID);
        }
        if terms.disabled {
            return Err(reason::DISABLED);
        }
        let Some(schedule) = &terms.schedule else {
            return Ok(());
        };
        let reason = schedule.reason(self.request);
        self.judge
            .note("start", schedule.start.map(|bound| bound.time));
        self.judge.note("end", schedule.end.map(|bound| bound.time));
        self.judge.note("now", self.request.now);
        reason.map_or(Ok(()), Err)
    }

    /// Checks the rules that must have been shown before, and the limits on showing.
    fn may_be_shown(&mut self, rule: &Campaign, terms: &Terms) -> Result<(), &'static str> {
        for before in &terms.prerequisites {
            let times = self
                .request
                .history()
                .and_then(|history| history.get(&**before));
            if times.and_then(Json::as_array).is_none_or(Vec::is_empty) {
                self.judge.note_text("prerequisite", before);
                return Err(reason::PREREQUISITE);
            }
        }
        for cap in &terms.frequency {
            if cap.is_reached(self.campaigns, rule, self.request) {
                if let Some(trace) = &mut self.judge.trace {
                    trace.note("cap", cap.written.clone());
                }
                return Err(reason::CAPPED);
            }
        }
        Ok(())
    }

    /// Chooses the segment that the request forces.
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

    /// Assigns the customer to a segment of an experiment.
    fn assign(
        &mut self,
        rule: &'d Campaign,
        experiment: &'d Experiment,
    ) -> Result<Choice<'d>, &'static str> {
        if self.request.qa.get("onlyForced") == Some(&Json::Bool(true)) {
            // A tester who forces one experiment must not be counted in the others.
            return Err(reason::QA);
        }
        let fallback = experiment.fallback.as_deref();
        let second = fallback.and_then(|name| Some((name, self.unit(name)?)));
        let first = self
            .unit(&experiment.unit)
            .map(|id| (&*experiment.unit, id));
        let units = [second.as_ref(), first.as_ref()];
        let unit = first.as_ref().or(second.as_ref()).ok_or(reason::NO_UNIT)?;
        // The fallback comes first and the main unit last, because the later one wins.
        let kept = self.kept(rule, experiment, units)?;
        // Also of a kept segment, because the trace and the decision show it.
        let place = self.place(experiment.hash, &experiment.seed, &unit.1);
        self.judge.note_text("unit", unit.0);
        self.judge.note("bucket", Some(place));
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
        // After the segment: who is not in the experiment is not in its holdout either, so both groups stay comparable.
        if let Some((id, slice)) = &experiment.holdout
            && self.is_in(slice, &unit.1)
        {
            self.judge.note_text("holdout", id);
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

    /// Returns the segment that the hash gives.
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

    /// Checks that the segment is for the form factor.
    /// The segment is chosen before: otherwise one customer would get another segment on each device.
    fn fits(&self, segment: &Segment) -> Result<(), &'static str> {
        let form_factor = &self.request.device.form_factor;
        let mut known = segment.form_factors.iter();
        if known.any(|name| **name == **form_factor) {
            Ok(())
        } else {
            Err(reason::FORM_FACTOR)
        }
    }

    /// Returns whether the customer is in a slice, by the slice's own unit if it names one.
    fn is_in(&self, slice: &Slice, id: &str) -> bool {
        let other = slice.unit.as_deref().and_then(|name| self.unit(name));
        let id = match (&slice.unit, &other) {
            (None, _) => id,
            (Some(_), Some(other)) => other,
            (Some(_), None) => return false,
        };
        bucket::contains(&slice.ranges, self.place(slice.hash, &slice.seed, id))
    }

    /// Returns the place of an id under a seed, from 0 to below 1.
    fn place(&self, hash: Hash, seed: &str, id: &str) -> f64 {
        match self.hash {
            Some(hash) => hash(seed, id),
            None => hash.place(seed, id),
        }
    }

    /// Returns the id that a unit names: the user's, the device's, or an attribute of the customer.
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

    /// Returns the segment that the customer had before. A later unit of `units` wins over an earlier one.
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
                // The author closed this version: its customers must not enter a new one, which they would bias.
                if version.is_some_and(|version| version < experiment.min_version) {
                    return Err(reason::BLOCKED_VERSION);
                }
                if version == Some(experiment.version) {
                    // A segment that the rule no longer has counts as if none was kept.
                    kept = named(rule, segment).or(kept);
                }
            }
        }
        Ok(kept)
    }

    /// Returns the caller's memory of the experiments of an id.
    fn assignments(&self, unit: &Unit<'_, 'r>) -> Option<&'r Map<String, Json>> {
        let all = self.request.memory.get("assignments")?;
        all.get(unit_key(unit))?.as_object()
    }

    /// Returns the assignment for the caller to keep, unless it is kept already.
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

/// The name of an id (`id`, `device_id`, an attribute), and the id itself.
type Unit<'e, 'r> = (&'e str, Cow<'r, str>);

/// Returns the key of an id in the caller's memory; it has the form of GrowthBook's sticky buckets.
fn unit_key(unit: &Unit<'_, '_>) -> String {
    concat(&[unit.0, "||", &unit.1])
}

/// Returns the segment of a rule by its id.
fn named<'d>(rule: &'d Campaign, segment: &Json) -> Option<&'d Segment> {
    let name = segment.as_str()?;
    rule.segments
        .iter()
        .find(|segment| *segment.segment == *name)
}
