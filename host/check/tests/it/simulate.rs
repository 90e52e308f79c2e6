//! Tests of simulation: it counts what the module decides, and its checks see mistakes.

use paywall_check::simulate::{self, Alike, Outcome, Placement, Plan, Population, Report};
use paywall_engine::Engine;
use paywall_host_testing::engine::real_engine;
use paywall_host_testing::needs;
use serde_json::{Value, json};

/// Makes a document of these rules; each has the label `home` and two halves, unless it says otherwise.
fn document(mut rules: Value) -> Vec<u8> {
    for rule in rules.as_array_mut().unwrap() {
        let rule = rule.as_object_mut().unwrap();
        rule.entry("type").or_insert("label".into());
        rule.entry("value").or_insert("home".into());
        rule.entry("segments").or_insert(json!([
            { "segment": "A", "split": 50, "paywall": "p", "form_factors": ["phone"] },
            { "segment": "B", "split": 50, "paywall": "p", "form_factors": ["phone"] },
        ]));
    }
    let paywalls = json!([{ "id": "p", "template": {} }]);
    json!({ "campaign_rules": rules, "paywalls": paywalls })
        .to_string()
        .into_bytes()
}

fn plan(population: Population) -> Plan {
    Plan {
        population,
        placements: Vec::new(),
        now: 1_795_400_000_000,
        zone: None,
    }
}

fn run(engine: &Engine, rules: Value, population: Population) -> Report {
    let document = engine.load(&document(rules)).unwrap();
    simulate::run(&document, &plan(population)).unwrap()
}

/// Sends people through a document and through the one before.
fn compare(engine: &Engine, before: Value, now: Value, population: Population) -> Report {
    let [before, now] = [before, now].map(|rules| engine.load(&document(rules)).unwrap());
    simulate::compare(&now, &before, &plan(population)).unwrap()
}

fn made(people: u64) -> Population {
    Population::Made { people, seed: 1 }
}

#[needs(module)]
#[test]
fn everybody_is_counted_once_on_each_placement() {
    let engine = real_engine();
    let rules = json!([
        { "rule": "home", "experiment": { "key": "e", "holdout": { "id": "h", "percent": 10 } } },
        { "rule": "paused", "type": "default", "conditions": { "identifier": "Customer.journey", "operator": "contains", "values": ["in_pause"] } },
    ]);
    let report = run(&engine, rules.clone(), made(4_000));
    assert_eq!((report.people, report.decisions), (4_000, 8_000));
    assert_eq!(report.seen.len(), 2);
    for seen in &report.seen {
        let shown: u64 = seen.shown.iter().map(|shown| shown.count).sum();
        let nothing: u64 = seen.nothing.iter().map(|nothing| nothing.count).sum();
        assert_eq!((seen.decisions, shown + nothing), (4_000, 4_000));
    }
    let home = &report.seen[1];
    assert_eq!(home.placement, Placement::Label("home".into()));
    assert_eq!(home.nothing[0].why, "held out by \"h\" (rule home)");
    assert!((300..500).contains(&home.nothing[0].count), "{home:?}");
    // The same people are counted, whichever thread asks.
    let again = run(&engine, rules, made(4_000));
    assert_eq!(json!(report), json!(again));
}

#[needs(module)]
#[test]
fn declared_parts_are_told_from_others() {
    let engine = real_engine();
    let report = run(&engine, json!([{ "rule": "r" }]), made(4_000));
    assert!(report.parts[0].fits, "{:?}", report.parts);
    assert_eq!(report.parts[0].segments[0].declared, 0.5);
    assert!(
        report.to_string().contains("; as declared (p = "),
        "{report}"
    );
    // People without an id all get the first segment.
    let lines = "{\"device\":{\"formFactor\":\"phone\"}}\n\n".repeat(100);
    let report = run(&engine, json!([{ "rule": "r" }]), Population::Lines(lines));
    assert_eq!(report.without_id, 100);
    assert!(!report.parts[0].fits);
    assert!(
        report.to_string().contains("100 people have no id"),
        "{report}"
    );
}

#[needs(module)]
#[test]
fn a_shared_seed_shows_in_the_overlap() {
    let engine = real_engine();
    let rule = |name: &str, seed: &str| json!({ "rule": name, "value": name, "experiment": { "key": name, "seed": seed } });
    let overlap = |other: &str| {
        let rules = json!([rule("one", "s"), rule("two", other)]);
        let report = run(&engine, rules, made(4_000));
        assert_eq!(report.overlaps[0].both, 4_000);
        report.overlaps[0].alike
    };
    assert_eq!(overlap("s"), Alike::Yes);
    assert_eq!(overlap("t"), Alike::No);
}

#[needs(module)]
#[test]
fn rules_that_nobody_saw_say_why() {
    let engine = real_engine();
    let never = json!({ "identifier": "Customer.id", "operator": "equals", "values": ["nobody"] });
    let rules = json!([
        { "rule": "never", "conditions": never }, { "rule": "late", "schedule": { "start": "2099-01-01T00:00:00Z" } },
        { "rule": "all" }, { "rule": "behind" },
    ]);
    let report = run(&engine, rules, made(200));
    let reasons: Vec<_> = report
        .never
        .iter()
        .map(|never| (&*never.rule, json!(never.reasons)))
        .collect();
    assert_eq!(
        reasons,
        [
            ("never", json!({ "conditions": 200 })),
            ("late", json!({ "not_started": 200 })),
            ("behind", json!({ "unevaluated": 200 })),
        ]
    );
}

#[needs(module)]
#[test]
fn lines_launch_what_they_say_and_bring_what_they_remember() {
    let engine = real_engine();
    let rules = json!([
        { "rule": "once", "frequency": [{ "max": 1 }] }, { "rule": "all" }, { "rule": "other", "value": "settings" },
    ]);
    let person = |more: &str| {
        format!("{{\"customer\":{{\"id\":\"u\"}},\"device\":{{\"formFactor\":\"phone\"}}{more}}}\n")
    };
    let home = ",\"launch\":{\"label\":\"home\"}";
    let seen = ",\"memory\":{\"history\":{\"once\":[1]}}";
    let lines = person(home) + &person(&format!("{home}{seen}")) + &person("");
    let report = run(&engine, rules, Population::Lines(lines));
    assert_eq!((report.people, report.decisions), (3, 4));
    let shown: Vec<_> = report
        .seen
        .iter()
        .flat_map(|seen| &seen.shown)
        .map(|shown| (&*shown.rule, shown.count))
        .collect();
    assert_eq!(shown, [("all", 1), ("once", 2), ("other", 1)]);
}

#[needs(module)]
#[test]
fn a_line_that_is_no_object_is_named() {
    let engine = real_engine();
    let document = engine.load(&document(json!([]))).unwrap();
    let plan = Plan {
        population: Population::Lines("{}\n[]\n".into()),
        placements: Vec::new(),
        now: 0,
        zone: None,
    };
    let error = simulate::run(&document, &plan).unwrap_err().to_string();
    assert!(
        error.starts_with("line 2 of the population is not a JSON object: "),
        "{error}"
    );
}

#[needs(module)]
#[test]
fn the_same_document_changes_nothing_for_anybody() {
    let engine = real_engine();
    let condition =
        json!({ "identifier": "UserTags.plan", "operator": "equals", "values": ["pro"] });
    let rules = json!([{ "rule": "pro", "conditions": condition }, { "rule": "all" }]);
    let report = compare(&engine, rules.clone(), rules.clone(), made(1_000));
    let compared = report.compared.clone().unwrap();
    assert_eq!((compared.moved, compared.moves.len()), (0, 0));
    assert_eq!(compared.unreached, [""; 0]);
    // The people are those of a simulation of the document alone.
    let alone = run(&engine, rules, made(1_000));
    assert_eq!(alone.compared, None);
    assert_eq!(json!(alone.seen), json!(report.seen));
}

#[needs(module)]
#[test]
fn a_comparison_tells_what_the_same_people_get_before_and_now() {
    let engine = real_engine();
    let former = json!({ "identifier": "Customer.journey_state.former_subscriber", "operator": "equals", "values": ["true"] });
    let winback = json!({ "rule": "winback", "conditions": former,
        "segments": [{ "segment": "all", "split": 100, "paywall": "p", "form_factors": ["phone"] }],
        "experiment": { "key": "w", "holdout": { "id": "h", "percent": 50 } } });
    let before = json!([{ "rule": "all" }, { "rule": "later", "value": "later" }]);
    let now = json!([winback, { "rule": "all" }]);
    let report = compare(&engine, before.clone(), now.clone(), made(2_000));
    let compared = report.compared.unwrap();
    let home = report
        .seen
        .iter()
        .find(|seen| seen.placement == Placement::Label("home".into()));
    let home = home.unwrap();
    let shown = home
        .shown
        .iter()
        .find(|shown| shown.rule == "winback")
        .unwrap();
    let held_out = &home.nothing[0];
    assert_eq!(held_out.rule.as_deref(), Some("winback"));
    assert_eq!(held_out.holdout.as_deref(), Some("h"));
    // Each of them had another rule before; and the placement `later` is gone for all.
    let moved = |to: &dyn Fn(&Outcome) -> bool| -> u64 {
        let moves = compared.moves.iter().filter(|it| to(&it.to));
        moves.map(|it| it.count).sum()
    };
    let is_winback = |to: &Outcome| matches!(to, Outcome::Shown { rule, .. } if rule == "winback");
    assert_eq!(moved(&is_winback), shown.count);
    assert_eq!(
        moved(&|to| matches!(to, Outcome::HeldOut { .. })),
        held_out.count
    );
    let gone = |to: &Outcome| {
        *to == Outcome::Nothing {
            code: "labeled_campaign_not_found".into(),
        }
    };
    assert_eq!(moved(&gone), 2_000);
    assert_eq!(compared.moved, 2_000 + shown.count + held_out.count);
    assert_eq!(compared.unreached, ["later"]);
    let largest = compared.moves.iter().map(|it| it.count);
    assert!(
        largest.is_sorted_by(|one, other| one >= other),
        "{:?}",
        compared.moves
    );

    let said = compare(&engine, before, now, made(200)).to_string();
    for part in [
        "Against the other document: ",
        "rule \"later\" is shown to nobody any more",
        "label \"later\": paywall \"p\" (rule \"later\", segment \"A\") -> nothing: labeled_campaign_not_found",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[needs(module)]
#[test]
fn people_of_a_comparison_have_what_either_document_asks_for() {
    let engine = real_engine();
    let only = |plan: &str| json!({ "identifier": "UserTags.plan", "operator": "equals", "values": [plan] });
    let before = json!([{ "rule": "old", "conditions": only("old") }]);
    let now = json!([{ "rule": "new", "conditions": only("new") }]);
    let report = compare(&engine, before, now, made(1_000));
    let rules = |it: &Outcome| match it {
        Outcome::Shown { rule, .. } => rule.clone(),
        other => panic!("{other:?}"),
    };
    let compared = report.compared.unwrap();
    let shown = compared
        .moves
        .iter()
        .filter(|it| matches!(it.to, Outcome::Shown { .. }));
    assert!(shown.map(|it| rules(&it.to)).all(|rule| rule == "new"));
    let lost = compared
        .moves
        .iter()
        .filter(|it| matches!(it.from, Outcome::Shown { .. }));
    assert!(lost.map(|it| rules(&it.from)).all(|rule| rule == "old"));
    assert_eq!(compared.unreached, ["old"]);
    assert_eq!(report.seen[0].shown[0].rule, "new");
}
