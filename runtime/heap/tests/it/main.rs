//! The allocator against a model: whatever is taken, given back and resized, in whatever order, blocks are large enough,
//! aligned, nobody else's, and keep their bytes; what was given back is used again.
#![allow(unsafe_code, reason = "the allocator hands out raw memory")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod arena;
mod copy;
mod model;

use std::alloc::Layout;

use arena::Arena;
use model::Model;
use paywall_heap::{Heap, PAGE};

/// Fewer steps under Miri, which takes a thousand times as long.
const STEPS: usize = if cfg!(miri) { 300 } else { 20_000 };

fn layout(bytes: usize) -> Layout {
    Layout::from_size_align(bytes, 8).unwrap()
}

#[test]
fn small_blocks_keep_what_is_theirs() {
    Model::new(1, 64 << 20).play(STEPS, |random| 1 << random.usize(0..12));
}

#[test]
fn large_blocks_keep_what_is_theirs() {
    Model::new(2, 256 << 20).play(STEPS / 10, |random| random.usize(10_000..500_000));
}

#[test]
fn blocks_of_all_sizes_keep_what_is_theirs() {
    for seed in 3..13 {
        let all = |random: &mut fastrand::Rng| (1 << random.u32(0..20)) + random.usize(0..100);
        Model::new(seed, 256 << 20).play(STEPS / 20, all);
    }
}

#[test]
fn without_memory_nothing_is_handed_out_and_nothing_lost() {
    let refused = Model::new(14, 1 << 18).play(STEPS / 20, |random| 1 << random.u32(10..21));
    assert!(refused > 0, "there was always memory");
}

#[test]
fn memory_that_others_took_in_between_is_left_alone() {
    let mut model = Model::new(15, 64 << 20);
    model.heap.source_mut().gap = PAGE;
    model.play(STEPS / 20, |random| random.usize(1..300_000));
}

#[test]
fn large_blocks_of_one_size_serve_other_sizes_later() {
    let mut heap = Heap::new(Arena::new(64 << 20));
    for bytes in (1..40).map(|it| it * 100_000) {
        let blocks = [bytes, bytes / 2, bytes / 3].map(|bytes| (heap.take(layout(bytes)), bytes));
        for (block, bytes) in blocks {
            assert!(!block.is_null());
            unsafe { heap.give(block, layout(bytes)) };
        }
    }
    // The largest three: 3.9, 1.95 and 1.3 MB.
    let used = heap.source_mut().used;
    assert!(used < 2 * 7_150_000, "{used} bytes");
}

#[test]
fn all_that_came_back_is_one_hole() {
    let mut heap = Heap::new(Arena::new(16 << 20));
    let sizes = [100_000, 20_000, 70_000, 3_000_000, 16_385, 500_000, 65_536];
    let mut blocks = sizes.map(|bytes| (heap.take(layout(bytes)), bytes));
    let used = heap.source_mut().used;
    fastrand::Rng::with_seed(16).shuffle(&mut blocks);
    for (block, bytes) in blocks {
        unsafe { heap.give(block, layout(bytes)) };
    }
    // Sizes have steps: the largest one that the memory has room for.
    let most = (1 << used.ilog2()) / 4 * (used >> (used.ilog2() - 2));
    assert!(!heap.take(layout(most)).is_null());
    assert_eq!(heap.source_mut().used, used);
}

#[test]
fn alignments_beyond_that_of_blocks_are_refused() {
    let mut heap = Heap::new(Arena::new(1 << 20));
    assert!(heap.take(Layout::from_size_align(8, 32).unwrap()).is_null());
}
