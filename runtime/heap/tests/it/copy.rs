//! Copies of every length, to every place around the one they come from.

use paywall_heap::copy;

/// The most bytes that are copied, beyond all lengths that are treated apart.
const MOST: usize = 70;

#[test]
fn bytes_arrive_and_nothing_else_changes() {
    let bytes: Vec<u8> = (0..=u8::MAX).collect();
    for count in 0..=MOST {
        // The same length to the same few places: Miri takes its time.
        let step = if cfg!(miri) { 17 } else { 1 };
        for to in (0..=2 * MOST).step_by(step) {
            let (mut copied, mut expected) = (bytes.clone(), bytes.clone());
            let start = copied.as_mut_ptr();
            unsafe { copy(start.add(to), start.add(MOST), count) };
            expected.copy_within(MOST..MOST + count, to);
            assert_eq!(copied, expected, "{count} bytes to {to}");
        }
    }
}
