//! Tests of reports: what sums of people say.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use paywall_ledger::Time;
use paywall_results::{
    Ask, CROSSED, Experiment, Exposure, Key, Report, Row, SHOWN, Share, Sum, Unit, Windows,
    holdout, variant,
};

const DAY: i64 = 86_400_000;

fn share(id: &str, share: f64) -> Share {
    Share {
        id: id.into(),
        name: String::new(),
        share,
    }
}

fn experiment() -> Experiment {
    Experiment {
        experiment: "offer".into(),
        phase: 1,
        variants: vec![share("a", 0.5), share("b", 0.5)],
        ..Experiment::default()
    }
}

/// Makes the rows of people of an arm on a day, of whom some converted.
fn rows(arm: &str, day: i64, people: i64, having: i64) -> [Row; 2] {
    let row = |measure: &str, sum: Sum| Row {
        key: Key {
            arm: arm.into(),
            measure: measure.into(),
            day,
            cut: String::new(),
        },
        sum,
    };
    let people = Sum {
        people,
        ..Sum::default()
    };
    let x = having as f64;
    let having = Sum {
        people: having,
        x,
        xx: x,
        ..Sum::default()
    };
    [row("people", people), row("conversion", having)]
}

fn near(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < 1e-9, "{found} is not {wanted}");
}

#[test]
fn a_report_has_the_reference_values_of_the_always_valid_interval() {
    let rows = [
        rows(&variant("a"), 1, 10_000, 500),
        rows(&variant("b"), 2, 10_000, 560),
    ]
    .concat();
    let ask = Ask {
        expected: Some(20_000.0),
        ..Ask::default()
    };
    let report = Report::new(&experiment(), &rows, &ask);
    assert_eq!((report.interval, report.is_hidden), ("always", false));
    assert_eq!(report.control, Some(variant("a")));
    assert_eq!(
        (report.people.exposed, report.people.enrolled),
        (20_000, 20_000)
    );
    let conversion = &report.measures[0];
    assert!(conversion.is_primary && conversion.measure == "conversion");
    let [one] = conversion.comparisons.as_slice() else {
        panic!("{conversion:?}")
    };
    let absolute = one.absolute.unwrap();
    near(absolute.value, 0.006);
    near(absolute.low, -0.003_615_626_392_5);
    near(absolute.high, 0.015_615_626_392_5);
    near(absolute.p, 0.607_914_701_606_8);
    let relative = one.relative.unwrap();
    near(relative.low, -0.083_560_947_34);
    near(relative.p, 0.721_403_624_544_9);
    assert!(!one.is_declared);
    let days: Vec<_> = report.days.iter().map(|it| it.day.as_str()).collect();
    assert_eq!(days, ["1970-01-02", "1970-01-03"]);
    let said = report.sentences.join("\n");
    assert!(
        said.contains("20000 people took part") && said.contains("no difference is shown yet"),
        "{said}"
    );
}

#[test]
fn a_verdict_says_what_is_decided_and_by_whom_in_words() {
    let mut named = experiment();
    named.variants[1].name = "Half price".into();
    let verdict = |having: i64| {
        let rows = [
            rows(&variant("a"), 1, 10_000, 500),
            rows(&variant("b"), 1, 10_000, having),
        ];
        Report::new(&named, &rows.concat(), &Ask::default()).verdict
    };
    let open = verdict(560);
    assert_eq!(open.state, "open");
    assert_eq!(
        open.sentence,
        "Not decided yet: 5.60 % of those who saw “Half price” bought first or began a trial, and 5.00 % of those who \
         saw “a”; the true difference is between 0.37 points fewer and 1.57 points more."
    );
    let decided = verdict(700);
    assert_eq!(decided.state, "decided");
    assert!(
        decided.sentence.starts_with("Decided: 7.00 %")
            && decided.sentence.ends_with(" points more."),
        "{decided:?}"
    );
    assert!(
        verdict(300).sentence.ends_with(" points fewer."),
        "{:?}",
        verdict(300)
    );
    let nothing = Report::new(&named, &[], &Ask::default()).verdict;
    assert_eq!(
        (nothing.state, nothing.sentence.as_str()),
        ("empty", "Nothing is measured yet: nobody has taken part.")
    );
    let rows = [rows(&variant("a"), 1, 1, 0), rows(&variant("b"), 1, 1, 0)];
    let few = Report::new(&named, &rows.concat(), &Ask::default()).verdict;
    assert_eq!(few.state, "too_few");
}

#[test]
fn an_experiment_without_names_is_read_as_it_was_written() {
    let mut written = experiment();
    written.holdout = Some(share("global", 0.05));
    let body = serde_json::to_string(&written).unwrap();
    assert!(body.contains(r#"{"id":"global","share":0.05}"#));
    assert_eq!(serde_json::from_str::<Experiment>(&body).unwrap(), written);
}

#[test]
fn results_are_hidden_where_the_people_are_not_in_the_declared_ratio() {
    let rows = [
        rows(&variant("a"), 1, 5000, 250),
        rows(&variant("b"), 1, 5400, 270),
    ]
    .concat();
    let report = Report::new(&experiment(), &rows, &Ask::default());
    let ratio = report.ratio.as_ref().unwrap();
    assert!(ratio.is_red && report.is_hidden && report.measures.is_empty());
    assert!(
        report
            .sentences
            .join(" ")
            .contains("NOT in the declared ratio")
    );
    assert_eq!(report.verdict.state, "hidden");
    let ask = Ask {
        even_if_red: true,
        ..Ask::default()
    };
    let shown = Report::new(&experiment(), &rows, &ask);
    assert!(!shown.is_hidden && !shown.measures.is_empty());
    let uneven = Experiment {
        variants: vec![share("a", 0.0), share("b", 0.0)],
        ..experiment()
    };
    let unknown = Report::new(&uneven, &rows, &Ask::default());
    assert!(unknown.ratio.is_none() && !unknown.is_hidden);
}

#[test]
fn those_who_were_held_out_are_compared_with_all_who_were_not() {
    let with_holdout = Experiment {
        holdout: Some(share("global", 0.1)),
        ..experiment()
    };
    let rows = [
        rows(&variant("a"), 1, 4500, 450),
        rows(&variant("b"), 1, 4500, 900),
        rows(&holdout("global"), 1, 1000, 20),
        rows(CROSSED, 1, 7, 0),
    ]
    .concat();
    let report = Report::new(&with_holdout, &rows, &Ask::default());
    assert_eq!((report.people.held_out, report.people.crossed), (1000, 7));
    near(report.ratio.as_ref().unwrap().p, 1.0);
    let comparisons = &report.measures[0].comparisons;
    let pairs: Vec<_> = comparisons
        .iter()
        .map(|it| (it.control.as_str(), it.treatment.as_str()))
        .collect();
    assert_eq!(
        pairs,
        [("variant/a", "variant/b"), ("holdout/global", SHOWN)]
    );
    assert!(
        comparisons
            .iter()
            .all(|it| it.is_declared && (it.alpha - 0.025).abs() < 1e-12)
    );
    near(comparisons[1].absolute.unwrap().value, 0.13);
}

#[test]
fn at_a_horizon_only_those_count_who_came_until_it_was_reached() {
    let until = Experiment {
        horizon: Some(20_000),
        ..experiment()
    };
    let mut all = [
        rows(&variant("a"), 1, 10_000, 500),
        rows(&variant("b"), 1, 10_000, 560),
    ]
    .concat();
    all.extend(
        [
            rows(&variant("a"), 9, 500, 0),
            rows(&variant("b"), 9, 500, 500),
        ]
        .concat(),
    );
    let report = Report::new(&until, &all, &Ask::default());
    assert_eq!(
        (report.interval, report.verdict.state),
        ("horizon", "ended")
    );
    let absolute = report.measures[0].comparisons[0].absolute.unwrap();
    near(absolute.low, -0.000_209_597_250_8);
    near(absolute.p, 0.058_249_717_985_4);
    let before = Report::new(
        &Experiment {
            horizon: Some(21_001),
            ..until
        },
        &all,
        &Ask::default(),
    );
    assert_eq!((before.interval, before.expected), ("always", 21_001.0));
}

#[test]
fn a_person_is_in_three_cuts_and_can_be_taken_out_again() {
    let exposure = Exposure {
        arm: variant("a"),
        crossed: false,
        at: Time::from_millis(3 * DAY + 5),
        platform: "tv".into(),
        country: "DE".into(),
        rule: "r".into(),
        paywall: String::new(),
        revision: String::new(),
    };
    let unit = Unit::new(&exposure, [], Windows::default());
    let parts = unit.parts();
    let cuts: Vec<_> = parts
        .iter()
        .map(|(key, _)| (key.cut.as_str(), key.day))
        .collect();
    assert_eq!(cuts, [("", 3), ("platform/tv", 3), ("country/DE", 3)]);
    let mut sum = Sum::default();
    sum.add(&parts[0].1, 1);
    assert_eq!(sum.people, 1);
    sum.add(&parts[0].1, -1);
    assert!(sum.is_nothing());
    let written = serde_json::to_string(&unit).unwrap();
    assert_eq!(serde_json::from_str::<Unit>(&written).unwrap(), unit);
    let other = Exposure {
        arm: variant("b"),
        at: Time::from_millis(0),
        ..exposure.clone()
    };
    let both = exposure.with(other);
    assert!(both.crossed && both.at == Time::from_millis(0));
    let unit = Unit::new(&both, [], Windows::default());
    assert!(unit.parts().iter().all(|(key, _)| key.arm == CROSSED));
}
