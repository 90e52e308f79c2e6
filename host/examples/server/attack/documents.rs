//! More documents than processors, asked for in turn.

use serde_json::json;

use crate::Outcome;
use crate::call::Call;
use crate::held::Held;
use crate::host::More;
use crate::load::{Calls, Load, Measured, Pace, all, around};
use crate::place::Place;
use crate::world::World;

const DOCUMENTS: usize = 12;
/// The devices, so many that none reaches the limit of its calls.
const DEVICES: usize = 480;
/// The rounds, in which one document and all of them take turns.
const ROUNDS: usize = 4;
/// The share of the rate of one document that many must have.
const SHARE: f64 = 0.8;

pub async fn run(place: &Place, held: &mut Held) -> Outcome<()> {
    let platforms = (0..DOCUMENTS).map(|it| format!("platform-{it}"));
    let more = More {
        platforms: platforms.collect(),
        ..More::default()
    };
    let world = World::open(place, &more).await?;
    let one = decisions(&world, 1).await?;
    let many = decisions(&world, DOCUMENTS).await?;
    let load = Load {
        callers: 8,
        pace: Pace::Full,
        span: std::time::Duration::from_secs(5),
    };
    let mut measured: [Option<Measured>; 2] = [None, None];
    for _ in 0..ROUNDS {
        for (of, calls) in measured.iter_mut().zip([&one, &many]) {
            let more = load.measure(world.address(), calls).await?;
            match of {
                Some(before) => before.join(&more),
                None => *of = Some(more),
            }
        }
    }
    let [Some(mut one), Some(mut many)] = measured else {
        return Err("no rounds".into());
    };
    let share = many.per_second() / one.per_second();
    let what = format!(
        "documents: {DOCUMENTS} in turn {:.0} decisions/s (median/p99 {} ms), one alone {:.0}/s ({} ms): {:.0} % (at least {:.0} %)",
        many.per_second(),
        many.times.told(),
        one.per_second(),
        one.times.told(),
        100.0 * share,
        100.0 * SHARE
    );
    held.holds(&what, share >= SHARE);
    Ok(())
}

/// Makes devices on so many platforms, and the calls for their decisions, each platform in turn.
async fn decisions(world: &World, platforms: usize) -> Outcome<Calls> {
    let at = |number: usize| format!("/sdk/v3/platform/platform-{}/device/", number % platforms);
    let id = |number: usize| format!("of-{platforms}-{number}");
    let make = |number| {
        let body = json!({"id": id(number), "form_factor": "phone", "language": "en"});
        Call::send("POST", at(number), body.to_string(), 201)
    };
    all(world.address(), (0..DEVICES).map(make).collect()).await?;
    let decide = |number| Call::get(format!("{}{}/campaign_rules/", at(number), id(number)));
    Ok(around((0..DEVICES).map(decide).collect()))
}
