//! The results of experiments.

use axum::Json;
use axum::extract::{Path, Query};
use paywall_database::results::Listed;
use paywall_results::{Ask, Share};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::call::Call;
use crate::list::usual;
use crate::problem::Problem;

/// The most phases of experiments in one answer.
const MOST: u32 = 1000;

/// A phase of an experiment.
#[derive(Serialize, ToSchema)]
#[schema(as = Experiment, example = json!({"experiment": "offer", "phase": 1, "rule": "winback", "name": "Win back",
    "variants": [{"id": "half", "name": "Half price", "share": 0.5}, {"id": "month", "name": "A free month", "share": 0.5}],
    "holdout": {"id": "global", "name": "", "share": 0.05},
    "horizon": null, "since": 1764500000000_i64, "people": {"enrolled": 2100, "exposed": 1990, "held_out": 105, "crossed": 5}}))]
pub(crate) struct Experiment {
    /// The key by which documents name the experiment.
    experiment: String,
    /// The phase, which results keep apart.
    phase: i64,
    /// The id of the rule.
    rule: String,
    /// The name of the rule.
    name: String,
    /// The variants, each with its part of those who are not held out.
    variants: Vec<Part>,
    /// The holdout, with its part of all.
    holdout: Option<Part>,
    /// The number of people at which it is decided, if one was set beforehand.
    horizon: Option<i64>,
    /// The time at which a host served it first, in milliseconds since 1970.
    since: i64,
    /// The numbers of people.
    people: People,
}

/// A part of the people.
#[derive(Serialize, ToSchema)]
#[schema(as = ExperimentPart)]
pub(crate) struct Part {
    /// The id of the variant or the holdout.
    id: String,
    /// The name for people; empty where the document has none.
    name: String,
    /// The part, from 0 to 1.
    share: f64,
}

/// The numbers of people.
#[derive(Serialize, ToSchema)]
#[schema(as = ExperimentPeople)]
pub(crate) struct People {
    /// Those who took part.
    enrolled: i64,
    /// Those who saw a variant.
    exposed: i64,
    /// Those who were held out.
    held_out: i64,
    /// Those who met two arms, and are left out.
    crossed: i64,
}

/// The length of a list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Length {
    /// The most entries: 1 to 1,000, and 100 if absent.
    #[serde(default = "usual")]
    most: u32,
}

/// The question about results.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Question {
    /// The phase; the newest if absent.
    phase: Option<i64>,
    /// The part of the people, such as `platform/tv` or `country/DE`; all if absent.
    cut: Option<String>,
    /// The variant that others are compared with; the first if absent.
    control: Option<String>,
    /// The people of two arms at which a decision is expected, where intervals are narrowest.
    expected: Option<f64>,
    /// The part of measures without a difference that may be declared; 0.05 if absent.
    alpha: Option<f64>,
    /// True to see measures even where the people are not in the declared ratio.
    #[serde(default)]
    even_if_red: bool,
}

/// Lists the experiments that were ever served, in each of their phases, the newest first.
#[utoipa::path(get, path = "/control/v1/apps/{app}/experiments", tag = "experiments", params(Length),
    responses((status = 200, body = Vec<Experiment>)))]
pub(crate) async fn list(
    call: Call,
    Query(length): Query<Length>,
) -> Result<Json<Vec<Experiment>>, Problem> {
    let Some(ledger) = &call.app.ledger else {
        return Ok(Json(Vec::new()));
    };
    let found = ledger.experiments(length.most.clamp(1, MOST)).await?;
    Ok(Json(found.into_iter().map(Experiment::from).collect()))
}

/// Shows the results of an experiment: counts of people, the check of their ratio, and each measure with intervals that
/// hold however often they are looked at. Where the ratio is red, measures are hidden.
#[utoipa::path(get, path = "/control/v1/apps/{app}/experiments/{id}/results", tag = "experiments", params(Question),
    responses((status = 200, description = "The report (docs/results.md)", body = Object)))]
pub(crate) async fn show(
    call: Call,
    Path((_, id)): Path<(String, String)>,
    Query(question): Query<Question>,
) -> Result<Json<Value>, Problem> {
    let unknown = || Problem::not_found("experiment", &id);
    let ledger = call.app.ledger.as_ref().ok_or_else(unknown)?;
    let phase = question.phase;
    let ask = question.checked()?;
    let results = ledger.results(&id, phase, &ask).await?;
    let results = results.ok_or_else(unknown)?;
    if let (Some(control), None) = (&ask.control, &results.report.control) {
        return Err(Problem::not_found("variant", control));
    }
    let json = serde_json::to_value(results);
    Ok(Json(
        json.map_err(|error| Problem::internal(error.to_string()))?,
    ))
}

impl Question {
    /// Checks the numbers.
    fn checked(self) -> Result<Ask, Problem> {
        if self.alpha.is_some_and(|it| !(1e-6..=0.5).contains(&it)) {
            let expected = "alpha: expected a number from 0.000001 to 0.5";
            return Err(Problem::invalid(expected));
        }
        if self.expected.is_some_and(|it| !(2.0..=1e12).contains(&it)) {
            let expected = "expected: expected a number of people, at least 2";
            return Err(Problem::invalid(expected));
        }
        Ok(Ask {
            cut: self.cut.unwrap_or_default(),
            control: self.control,
            expected: self.expected,
            alpha: self.alpha,
            even_if_red: self.even_if_red,
        })
    }
}

impl From<Listed> for Experiment {
    fn from(listed: Listed) -> Self {
        let (it, people) = (listed.experiment, listed.people);
        Self {
            experiment: it.experiment,
            phase: it.phase,
            rule: it.rule,
            name: it.name,
            variants: it.variants.into_iter().map(Part::from).collect(),
            holdout: it.holdout.map(Part::from),
            horizon: it.horizon,
            since: listed.since.millis(),
            people: People {
                enrolled: people.enrolled,
                exposed: people.exposed,
                held_out: people.held_out,
                crossed: people.crossed,
            },
        }
    }
}

impl From<Share> for Part {
    fn from(share: Share) -> Self {
        Self {
            id: share.id,
            name: share.name,
            share: share.share,
        }
    }
}
