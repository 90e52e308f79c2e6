//! The run: everybody is sent through the document, on all processors.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use serde_json::{Value, json};

use paywall_zone::Zone;

use super::compared;
use super::outcome::Outcome;
use super::person::Person;
use super::population::People;
use super::report::{self, Report};
use super::tally::{Answer, Arm, Tally};
use super::{LineError, Placement, Population};
use paywall_engine::{Error, LoadedDocument, Operation};

/// The number of people that a thread takes at a time.
const BATCH: u64 = 256;
/// The number of trace entries looked at to explain rules that were never shown; a decision has one for each rule.
const EXPLAINED: u64 = 50_000;

/// The plan of a simulation.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The people who ask.
    pub population: Population,
    /// The placements for people who launch nothing of their own; if empty, every placement of the document.
    pub placements: Vec<Placement>,
    /// The time for people who bring none, in epoch milliseconds.
    pub now: u64,
    /// The zone of people who bring none; without one, made-up people live where their country lies, others in UTC.
    pub zone: Option<Zone>,
}

/// The reason why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The population cannot be read.
    #[error(transparent)]
    Line(#[from] LineError),
    /// A call of the module failed.
    #[error(transparent)]
    Call(#[from] Error),
}

/// Sends a population through a document.
///
/// # Errors
/// Fails with [`Failure::Line`] for a line that is no request, and
/// with [`Failure::Call`] if the module gave no answer.
pub fn run(document: &LoadedDocument, plan: &Plan) -> Result<Report, Failure> {
    send(document, None, plan)
}

/// Sends the same population through a document and through another one, and tells what changes for whom.
/// Made-up people have what the conditions of either ask for.
///
/// # Errors
/// Fails as [`run`] does.
pub fn compare(
    document: &LoadedDocument,
    against: &LoadedDocument,
    plan: &Plan,
) -> Result<Report, Failure> {
    send(document, Some(against), plan)
}

/// Sends a population through a document, and through another one if there is one.
fn send(
    document: &LoadedDocument,
    against: Option<&LoadedDocument>,
    plan: &Plan,
) -> Result<Report, Failure> {
    let documents = [Some(document), against].into_iter().flatten();
    let documents: Vec<Value> = documents.map(|it| parse(it.json())).collect();
    let people = plan
        .population
        .people(&documents, plan.now, plan.zone.as_ref())?;
    let placements = match plan.placements.is_empty() {
        true => placements(&documents),
        false => plan.placements.clone(),
    };
    let work = Work {
        document,
        against,
        people: &people,
        placements: &placements,
        next: AtomicU64::new(0),
    };
    // More threads than instances would only wait for each other.
    let threads = document.options().instances.clamp(1, 64);
    let tally = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(|| work.run())).collect();
        let mut all = Tally::default();
        for thread in threads {
            all.merge(thread.join().unwrap_or(Err(Error::Cancelled))?);
        }
        Ok::<_, Error>(all)
    })?;
    let compared = against.map(|_| compared::of(&tally));
    let mut report = report::of(document.json(), people.count(), &placements, tally);
    report.compared = compared;
    if !report.never.is_empty() {
        explain(&work, &mut report)?;
    }
    Ok(report)
}

/// Parses the document; in the deprecated form it is a text that holds it.
fn parse(bytes: &[u8]) -> Value {
    match serde_json::from_slice(bytes).unwrap_or_default() {
        Value::String(text) => serde_json::from_str(&text).unwrap_or_default(),
        other => other,
    }
}

/// Lists every placement that a rule of the documents answers, each once.
fn placements(documents: &[Value]) -> Vec<Placement> {
    let mut out = Vec::new();
    for rule in documents.iter().flat_map(rules) {
        let text = |name| rule.get(name).and_then(Value::as_str).unwrap_or_default();
        let value = text("value").to_owned();
        let placement = match text("type") {
            "default" => Placement::Default,
            "label" => Placement::Label(value),
            "url" => Placement::Url(value),
            _ => continue,
        };
        if !out.contains(&placement) {
            out.push(placement);
        }
    }
    out
}

/// Lists the rules of a document, plain or as a page of the platform's API.
fn rules(document: &Value) -> &[Value] {
    let list = document
        .get("campaign_rules")
        .or_else(|| document.get("results"));
    let list = list.and_then(|list| list.as_array().or_else(|| list.get("results")?.as_array()));
    list.map_or(&[], Vec::as_slice)
}

/// The work that the threads share.
struct Work<'a> {
    document: &'a LoadedDocument,
    against: Option<&'a LoadedDocument>,
    people: &'a People,
    placements: &'a [Placement],
    next: AtomicU64,
}

impl Work<'_> {
    /// Takes people in batches until all are asked.
    fn run(&self) -> Result<Tally, Error> {
        let (mut tally, mut arms) = (Tally::default(), Vec::new());
        loop {
            let from = self.next.fetch_add(BATCH, Ordering::Relaxed);
            if from >= self.people.count() {
                return Ok(tally);
            }
            for number in from..(from + BATCH).min(self.people.count()) {
                let Some((person, own)) = self.people.get(number) else {
                    continue;
                };
                let placements = own.as_ref().map_or(self.placements, std::slice::from_ref);
                for placement in placements {
                    self.ask(placement, &person, &mut tally, &mut arms)?;
                }
                tally.add_person(&mut arms, person.has_id);
            }
        }
    }

    /// Asks for a decision, and counts it.
    fn ask(
        &self,
        placement: &Placement,
        person: &Person,
        tally: &mut Tally,
        arms: &mut Vec<Arm>,
    ) -> Result<(), Error> {
        let request = request(placement, person, "");
        let bytes = self.document.call(Operation::Decide, request.as_bytes())?;
        let answer = read(&bytes)?;
        tally.add(placement, &person.form_factor, &answer);
        if let Some(against) = self.against {
            let before = against.call(Operation::Decide, request.as_bytes())?;
            let before = Outcome::of(&read(&before)?);
            tally.add_move(placement, before, Outcome::of(&answer));
        }
        let decision = answer.ok.and_then(|ok| ok.decision);
        if let Some(decision) = decision.filter(|decision| decision.held_out.is_none())
            && let Some(experiment) = decision.experiment
        {
            arms.push((experiment.into_owned(), decision.segment.into_owned()));
        }
        Ok(())
    }
}

/// Reads an answer of `decide`.
fn read(bytes: &[u8]) -> Result<Answer<'_>, Error> {
    serde_json::from_slice(bytes)
        .map_err(|error| Error::Contract(format!("unreadable answer: {error}")))
}

/// Writes the request of a person; `more` holds further fields, each with a comma behind it.
fn request(placement: &Placement, person: &Person, more: &str) -> String {
    let (fields, launch) = (placement.fields(), &person.launch);
    let comma = if person.request.is_empty() { "" } else { "," };
    format!(
        "{{\"launch\":{{{fields}{launch}}},{more}\"page\":null{comma}{}}}",
        person.request
    )
}

/// Asks some of the people again, with a trace, and counts the reasons why rules that nobody saw were not shown.
fn explain(work: &Work<'_>, report: &mut Report) -> Result<(), Error> {
    let launches = (work.placements.len() as u64).max(1);
    let rules = report.rules.max(1);
    let people = (EXPLAINED / launches / rules)
        .clamp(1, 1_000)
        .min(work.people.count());
    for number in 0..people {
        let Some((person, own)) = work.people.get(number) else {
            continue;
        };
        let placements = own.as_ref().map_or(work.placements, std::slice::from_ref);
        for placement in placements {
            let request = request(placement, &person, "\"trace\":true,");
            let answer = work.document.call(Operation::Decide, request.as_bytes())?;
            let answer: Value = serde_json::from_slice(&answer).unwrap_or(json!({}));
            let trace = answer["ok"]["trace"].as_array();
            for rule in trace.into_iter().flatten() {
                report.add_reason(&rule["rule"], &rule["reason"]);
            }
        }
    }
    Ok(())
}
