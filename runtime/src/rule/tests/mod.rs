//! Split positions and segments: vectors and laws that no single shared case can state.

mod vectors;

use super::position::position;
use super::split::choose;
use crate::load::Document;

#[test]
fn positions_match_the_published_vectors() {
    for (id, expected) in [
        (
            "80000000-0000-4000-8000-000000000000",
            50.000_000_000_000_085,
        ),
        (
            "00000000-0000-4000-8000-000000000000",
            8.882_055_247_544_374e-14,
        ),
        (
            "ffffffff-ffff-4fff-bfff-ffffffffffff",
            99.999_999_999_999_76,
        ),
        (
            "3f2b6c1a-9d4e-4c7b-8a15-0e6f7d2c9b31",
            24.675_632_142_798_882,
        ),
    ] {
        let found = position(id).unwrap();
        assert!((found - expected).abs() < 1e-9, "{id}: {found}");
    }
    assert_eq!(position(""), None);
}

#[test]
fn ids_that_are_no_uuid_spread_evenly() {
    let mut counts = [0; 10];
    for number in 0..20_000 {
        let place = position(&format!("user-{number}")).unwrap();
        counts[((place / 10.0) as usize).min(9)] += 1;
    }
    assert!(
        counts.iter().all(|count| (1_800..=2_200).contains(count)),
        "{counts:?}"
    );
}

fn shares(splits: &[u32]) -> Vec<u32> {
    let segments: Vec<_> = splits
        .iter()
        .enumerate()
        .map(|(index, split)| {
            serde_json::json!({"segment": index.to_string(), "split": split, "paywall": "p", "form_factors": [{"form_factor": "phone"}]})
        })
        .collect();
    let rule =
        serde_json::json!({"rule": "r", "type": "label", "value": "l", "segments": segments});
    let document = serde_json::json!({"campaign_rules": [rule]}).to_string();
    let (document, _) = Document::load(document.as_bytes()).unwrap();
    let mut counts = vec![0; splits.len()];
    for step in 0..100 {
        let segment = choose(
            &document.campaigns().rules[0],
            "phone",
            Some(f64::from(step) + 0.5),
        )
        .unwrap();
        counts[segment.segment.parse::<usize>().unwrap()] += 1;
    }
    counts
}

#[test]
fn splits_that_sum_to_a_hundred_are_weights() {
    assert_eq!(shares(&[50, 50]), [50, 50]);
    assert_eq!(shares(&[20, 30, 50]), [20, 30, 50]);
    assert_eq!(shares(&[34, 33, 33]), [34, 33, 33]);
    assert_eq!(shares(&[80, 20]), [80, 20]);
}

#[test]
fn other_splits_are_upper_bounds() {
    assert_eq!(shares(&[20, 100]), [20, 80]);
    assert_eq!(shares(&[100, 30]), [70, 30]);
    assert_eq!(shares(&[10, 20]), [10, 90]);
}
