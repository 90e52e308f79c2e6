//! The values of gbstats 0.8.0, statsmodels 0.15.0 and scipy 1.17.1, to 1e-9.

use paywall_statistics::{
    Arm, Effect, Interval, PairSums, Scale, Sums, adjusted, benjamini_hochberg, chance_to_beat,
    effect, holm, newcombe, people_in_all, people_per_arm, people_per_arm_always, pooled, ratio,
    smallest_effect, theta, wilson,
};

const ALPHA: f64 = 0.05;

/// 500 of 10,000 bought in the control, 560 of 10,000 in the treatment.
fn bought(scale: Scale) -> Effect {
    let arm = |having| Arm::proportion(having, 10_000).unwrap();
    effect(&arm(500), &arm(560), scale).unwrap()
}

fn revenue() -> Effect {
    let arm = |sum, squares| {
        Arm::mean(&Sums {
            people: 10_000,
            sum,
            squares,
        })
        .unwrap()
    };
    effect(
        &arm(29_970.0, 1.2e6),
        &arm(33_500.0, 1.36e6),
        Scale::Relative,
    )
    .unwrap()
}

fn near(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < 1e-9, "{found} is not {wanted}");
}

fn all_near(found: &[f64], wanted: &[f64]) {
    assert_eq!(found.len(), wanted.len());
    found
        .iter()
        .zip(wanted)
        .for_each(|(found, wanted)| near(*found, *wanted));
}

fn is(found: Interval, low: f64, high: f64, p: f64) {
    all_near(&[found.low, found.high, found.p], &[low, high, p]);
}

#[test]
fn differences_and_their_intervals_at_a_horizon() {
    let absolute = bought(Scale::Absolute);
    near(absolute.value, 0.006);
    is(
        absolute.at_horizon(ALPHA).unwrap(),
        -0.000_209_597_250_8,
        0.012_209_597_250_8,
        0.058_249_717_985_4,
    );
    let relative = bought(Scale::Relative);
    near(relative.value, 0.12);
    is(
        relative.at_horizon(ALPHA).unwrap(),
        -0.011_455_970_456_8,
        0.251_455_970_456_8,
        0.073_586_844_294_2,
    );
    let revenue = revenue();
    near(revenue.value, 0.117_784_451_117_8);
    is(
        revenue.at_horizon(ALPHA).unwrap(),
        0.011_617_364_261_5,
        0.223_951_537_974_0,
        0.029_674_400_672_9,
    );
}

#[test]
fn welchs_test_of_a_dozen_people() {
    let arm = |values: &[f64]| {
        let sum = values.iter().sum();
        let squares = values.iter().map(|value| value * value).sum();
        Arm::mean(&Sums {
            people: values.len() as u64,
            sum,
            squares,
        })
        .unwrap()
    };
    let control = arm(&[
        0.0, 0.0, 0.0, 0.0, 9.99, 0.0, 0.0, 59.99, 0.0, 9.99, 0.0, 0.0,
    ]);
    let treatment = arm(&[
        0.0, 0.0, 9.99, 0.0, 9.99, 0.0, 59.99, 59.99, 0.0, 0.0, 0.0, 0.0,
    ]);
    let found = effect(&control, &treatment, Scale::Absolute).unwrap();
    // Student's distribution with so few degrees of freedom: the middle of the interval is the difference of the means.
    let interval = found.at_horizon(ALPHA).unwrap();
    near(f64::midpoint(interval.low, interval.high), 59.99 / 12.0);
    assert!(found.freedom < 22.0 && found.freedom > 11.0);
}

#[test]
fn intervals_that_are_always_valid() {
    let absolute = bought(Scale::Absolute);
    is(
        absolute.always(ALPHA, 5_000.0).unwrap(),
        -0.003_906_784_471_1,
        0.015_906_784_471_1,
        1.0,
    );
    is(
        absolute.always(ALPHA, 20_000.0).unwrap(),
        -0.003_615_626_392_5,
        0.015_615_626_392_5,
        0.607_914_701_606_8,
    );
    is(
        bought(Scale::Relative).always(ALPHA, 20_000.0).unwrap(),
        -0.083_560_947_340_0,
        0.323_560_947_340_0,
        0.721_403_624_544_9,
    );
    is(
        revenue().always(ALPHA, 5_000.0).unwrap(),
        -0.051_594_394_239_4,
        0.287_163_296_475_0,
        0.578_224_939_972_5,
    );
}

#[test]
fn proportions_by_themselves() {
    let (z, p) = pooled((500, 10_000), (560, 10_000)).unwrap();
    all_near(&[z, p], &[1.893_752_975_635_7, 0.058_257_806_033_5]);
    let (low, high) = newcombe((500, 10_000), (560, 10_000), ALPHA).unwrap();
    all_near(&[low, high], &[-0.000_212_666_728_9, 0.012_222_355_660_7]);
    let (low, high) = wilson(500, 10_000, ALPHA).unwrap();
    all_near(&[low, high], &[0.045_898_482_690_6, 0.054_447_115_843_0]);
}

#[test]
fn the_chance_to_be_better() {
    near(
        chance_to_beat((500, 10_000), (560, 10_000)).unwrap(),
        0.970_837_663_706_2,
    );
    near(
        chance_to_beat((560, 10_000), (500, 10_000)).unwrap(),
        1.0 - 0.970_837_663_706_2,
    );
    near(chance_to_beat((0, 0), (0, 0)).unwrap(), 0.5);
    near(
        chance_to_beat((50_000, 1_000_000), (50_000, 1_000_000)).unwrap(),
        0.5,
    );
    assert_eq!(chance_to_beat((2, 1), (1, 1)), None);
    let relative = bought(Scale::Relative);
    near(relative.chance_of_gain(), 0.963_214_163_438_0);
    assert!(relative.expected_loss() > 0.0 && relative.expected_loss() < 0.002);
}

#[test]
fn what_was_known_before_makes_intervals_narrower() {
    let pair = |sum, squares, before_sum, before_squares, products| PairSums {
        after: Sums {
            people: 1_000,
            sum,
            squares,
        },
        before: Sums {
            people: 1_000,
            sum: before_sum,
            squares: before_squares,
        },
        products,
    };
    let control = pair(5_000.0, 30_000.0, 4_800.0, 29_000.0, 28_000.0);
    let treatment = pair(5_200.0, 32_000.0, 4_810.0, 29_100.0, 29_300.0);
    let slope = theta(&control, &treatment).unwrap();
    near(slope, 0.695_155_548_287_3);
    let found = |slope| {
        let arm = |pair| adjusted(pair, slope).unwrap();
        effect(&arm(&control), &arm(&treatment), Scale::Absolute).unwrap()
    };
    near(found(slope).value, 0.193_048_444_517_1);
    is(
        found(slope).at_horizon(ALPHA).unwrap(),
        0.065_898_611_879_4,
        0.320_198_277_154_9,
        0.002_940_590_462_1,
    );
    is(
        found(0.0).at_horizon(ALPHA).unwrap(),
        0.004_179_485_275_5,
        0.395_820_514_724_5,
        0.045_311_100_285_7,
    );
    let new = pair(5_000.0, 30_000.0, 0.0, 0.0, 0.0);
    assert_eq!(
        theta(&new, &new),
        None,
        "nothing was known before: there is no gain"
    );
}

#[test]
fn ratios_of_people() {
    for (observed, weights, statistic, p) in [
        (
            &[5_000, 5_250][..],
            &[50.0, 50.0][..],
            6.097_560_975_609_8,
            0.013_536_859_346_2,
        ),
        (
            &[5_123, 2_950, 1_927],
            &[50.0, 30.0, 20.0],
            6.523_633_333_333_3,
            0.038_318_722_402_3,
        ),
    ] {
        let expected = ratio::expected(observed, weights);
        near(ratio::statistic(observed, &expected), statistic);
        near(ratio::fit(observed, &expected).unwrap(), p);
    }
}

#[test]
fn people_that_are_needed() {
    for (base, change, people) in [
        (0.05, 0.10, 31_233.44),
        (0.03, 0.10, 53_210.30),
        (0.05, 0.20, 8_157.73),
    ] {
        let found = people_per_arm(base, change, ALPHA, 0.8).unwrap();
        assert!((found - people).abs() < 0.005, "{found}");
        near(smallest_effect(base, found, ALPHA, 0.8).unwrap(), change);
    }
    assert_eq!(people_per_arm(0.05, 0.0, ALPHA, 0.8), None);
    assert_eq!(people_per_arm(0.6, 0.9, ALPHA, 0.8), None);
    assert_eq!(smallest_effect(0.05, 1.0, ALPHA, 0.8), None);
}

#[test]
fn looks_on_every_day_need_more_people() {
    // Half of the interval is 3.035 standard errors where one look would make it 1.960.
    let always = people_per_arm_always(0.05, 0.10, ALPHA, 0.8).unwrap();
    let once = people_per_arm(0.05, 0.10, ALPHA, 0.8).unwrap();
    assert!((1.91..1.92).contains(&(always / once)), "{always}");
    // With so many people, an effect of two half-widths is as far from none as the interval says.
    let arm = |having| Arm::proportion(having, 5_000).unwrap();
    let found = effect(&arm(250), &arm(300), Scale::Absolute).unwrap();
    let daily = found.always(ALPHA, 10_000.0).unwrap();
    let once = found.at_horizon(ALPHA).unwrap();
    let ratio = (daily.high - daily.low) / (once.high - once.low);
    assert!((ratio - 3.0352 / 1.9602).abs() < 1e-3, "{ratio}");
    assert_eq!(people_per_arm_always(0.05, 0.0, ALPHA, 0.8), None);
}

#[test]
fn the_smallest_variant_decides_how_many_people_are_needed() {
    assert_eq!(people_in_all(1_000.0, &[50.0, 50.0]), Some(2_000.0));
    assert_eq!(people_in_all(1_000.0, &[0.25, 0.25, 0.5]), Some(4_000.0));
    let uneven = people_in_all(1_000.0, &[90.0, 10.0]).unwrap();
    assert!((uneven - 5_555.56).abs() < 0.01, "{uneven}");
    assert_eq!(people_in_all(1_000.0, &[100.0]), None);
    assert_eq!(people_in_all(1_000.0, &[100.0, 0.0]), None);
}

#[test]
fn corrections_for_several_questions() {
    let values = [0.04, 0.001, 0.2, 0.012, 0.021];
    all_near(&holm(&values), &[0.08, 0.005, 0.2, 0.048, 0.063]);
    all_near(
        &benjamini_hochberg(&values),
        &[0.05, 0.005, 0.2, 0.03, 0.035],
    );
    assert!(holm(&[]).is_empty() && benjamini_hochberg(&[]).is_empty());
    all_near(&holm(&[0.9, 0.8]), &[1.0, 1.0]);
}

#[test]
fn what_cannot_be_said_is_not_said() {
    let arm = |having, people| Arm::proportion(having, people).unwrap();
    assert_eq!(Arm::proportion(1, 0), None);
    assert_eq!(Arm::proportion(2, 1), None);
    assert_eq!(
        effect(&arm(0, 100), &arm(0, 100), Scale::Absolute),
        None,
        "no variation"
    );
    assert_eq!(
        effect(&arm(0, 100), &arm(5, 100), Scale::Relative),
        None,
        "relative to nothing"
    );
    assert_eq!(
        effect(&arm(1, 1), &arm(5, 100), Scale::Absolute),
        None,
        "one person"
    );
    assert_eq!(bought(Scale::Absolute).always(ALPHA, 0.0), None);
}

#[test]
fn a_guardrail_holds_if_the_loss_is_surely_smaller_than_its_margin() {
    let worse = effect(
        &Arm::proportion(560, 10_000).unwrap(),
        &Arm::proportion(500, 10_000).unwrap(),
        Scale::Relative,
    )
    .unwrap();
    assert!(worse.no_worse_than(0.02).unwrap() > 0.5);
    assert!(worse.no_worse_than(0.5).unwrap() < 1e-6);
    assert!(bought(Scale::Relative).no_worse_than(0.02).unwrap() < 0.025);
}
