//! Experiments without any difference, looked at every day: how many are declared all the same.

use fastrand::Rng;
use paywall_statistics::{Arm, Effect, Scale, Sums, effect, ratio};

/// The number of simulated experiments.
const TESTS: usize = 4000;
/// The days of each, with a look at the end of every day.
const DAYS: usize = 28;
/// The people of each variant and day.
const PEOPLE: u64 = 400;
const ALPHA: f64 = 0.05;

/// Draws of a binomial distribution, by its table.
struct Binomial(Vec<f64>);

impl Binomial {
    /// Makes the table of the sums of the probabilities.
    fn new(people: u64, chance: f64) -> Self {
        let mut term = (1.0 - chance).powi(i32::try_from(people).unwrap());
        let mut sum = 0.0;
        let table = (0..=people).map(|having| {
            sum += term;
            term *= (people - having) as f64 / (having + 1) as f64 * chance / (1.0 - chance);
            sum
        });
        Self(table.collect())
    }

    fn draw(&self, random: &mut Rng) -> u64 {
        let place = random.f64();
        self.0
            .partition_point(|sum| *sum < place)
            .min(self.0.len() - 1) as u64
    }
}

/// Draws from the normal distribution, near enough: a sum of uniform numbers.
fn normal(random: &mut Rng) -> f64 {
    (0..12).map(|_| random.f64()).sum::<f64>() - 6.0
}

/// Plays an experiment, and returns the effects at the end of each day.
fn bought(
    random: &mut Rng,
    control: &Binomial,
    treatment: &Binomial,
    scale: Scale,
) -> Vec<Option<Effect>> {
    let mut having = [0, 0];
    let days = (1..=DAYS as u64).map(|day| {
        having[0] += control.draw(random);
        having[1] += treatment.draw(random);
        let arm = |having| Arm::proportion(having, day * PEOPLE).unwrap();
        effect(&arm(having[0]), &arm(having[1]), scale)
    });
    days.collect()
}

/// Returns whether an experiment is declared on any day.
fn declared(days: &[Option<Effect>]) -> bool {
    let mut looks = days
        .iter()
        .flatten()
        .filter_map(|effect| effect.always(ALPHA, 20_000.0));
    looks.any(|interval| interval.excludes_zero())
}

/// Returns the part of experiments for which something holds.
fn part(count: usize, holds: impl FnMut(usize) -> bool) -> f64 {
    (0..count).map(holds).filter(|holds| *holds).count() as f64 / count as f64
}

#[test]
fn at_most_5_in_100_are_declared_without_a_difference_however_often_they_are_looked_at() {
    let same = Binomial::new(PEOPLE, 0.05);
    for (seed, scale) in [(17, Scale::Absolute), (18, Scale::Relative)] {
        let mut random = Rng::with_seed(seed);
        let found = part(TESTS, |_| {
            declared(&bought(&mut random, &same, &same, scale))
        });
        assert!(found <= 0.05, "{scale:?}: {found}");
    }
}

#[test]
fn an_interval_for_one_look_declares_every_fourth_when_it_is_looked_at_daily() {
    let (mut random, same) = (Rng::with_seed(19), Binomial::new(PEOPLE, 0.05));
    let fixed = |effect: &Effect| effect.at_horizon(ALPHA).unwrap().excludes_zero();
    let played: Vec<_> = (0..400)
        .map(|_| bought(&mut random, &same, &same, Scale::Absolute))
        .collect();
    let daily = part(played.len(), |test| {
        played[test].iter().flatten().any(fixed)
    });
    let at_end = part(played.len(), |test| {
        played[test].last().unwrap().as_ref().is_some_and(fixed)
    });
    assert!((0.2..0.35).contains(&daily), "looked at daily: {daily}");
    assert!(
        (0.02..0.08).contains(&at_end),
        "looked at once, at the end: {at_end}"
    );
}

#[test]
fn revenue_without_a_difference_is_declared_in_at_most_5_in_100() {
    let mut random = Rng::with_seed(20);
    let found = part(TESTS, |_| {
        let mut sums = [Sums::default(), Sums::default()];
        let days = (0..DAYS).map(|_| {
            for sums in &mut sums {
                // The sums of a day of people with a mean of 3 and a variance of 100.
                let people = PEOPLE as f64;
                let sum = people * 3.0 + normal(&mut random) * (people * 100.0).sqrt();
                sums.people += PEOPLE;
                sums.sum += sum;
                sums.squares += people * (100.0 + 9.0);
            }
            let [control, treatment] = sums.map(|sums| Arm::mean(&sums).unwrap());
            effect(&control, &treatment, Scale::Absolute)
        });
        declared(&days.collect::<Vec<_>>())
    });
    assert!(found <= 0.05, "{found}");
}

#[test]
fn the_interval_holds_the_true_difference_on_all_days_in_95_of_100() {
    let (control, treatment) = (Binomial::new(PEOPLE, 0.05), Binomial::new(PEOPLE, 0.06));
    let mut random = Rng::with_seed(21);
    let held = part(2000, |_| {
        let days = bought(&mut random, &control, &treatment, Scale::Absolute);
        let mut looks = days
            .iter()
            .flatten()
            .filter_map(|effect| effect.always(ALPHA, 20_000.0));
        looks.all(|interval| (interval.low..=interval.high).contains(&0.01))
    });
    assert!(held >= 0.95, "{held}");
}

#[test]
fn a_true_difference_is_found() {
    let (control, treatment) = (Binomial::new(PEOPLE, 0.05), Binomial::new(PEOPLE, 0.065));
    let mut random = Rng::with_seed(22);
    let found = part(400, |_| {
        declared(&bought(&mut random, &control, &treatment, Scale::Absolute))
    });
    assert!(found > 0.8, "{found}");
}

#[test]
fn the_ratio_lamp_is_red_in_1_of_1000_without_a_cause_and_always_with_one() {
    let mut random = Rng::with_seed(23);
    let mut red = |chance: f64, count: usize| {
        let half = Binomial::new(250, chance);
        part(count, |_| {
            let first: u64 = (0..40).map(|_| half.draw(&mut random)).sum();
            let observed = [first, 10_000 - first];
            let probability = ratio::fit(&observed, &ratio::expected(&observed, &[1.0, 1.0]));
            probability.unwrap() < ratio::UNLIKELY
        })
    };
    assert!(red(0.5, TESTS) <= 0.003);
    assert!(red(0.53, 200) > 0.95);
}
