//! A caller that knows all its blocks, and what it wrote into them.

use std::alloc::Layout;
use std::collections::BTreeMap;

use fastrand::Rng;
use paywall_heap::{ALIGNMENT, Heap};

use crate::arena::Arena;

/// A block that is in use.
struct Block {
    pointer: *mut u8,
    layout: Layout,
    /// The byte that is written into it.
    mark: u8,
}

pub struct Model {
    pub heap: Heap<Arena>,
    random: Rng,
    /// The blocks in use, by their addresses.
    blocks: BTreeMap<usize, Block>,
}

impl Model {
    pub fn new(seed: u64, bytes: usize) -> Self {
        Self {
            heap: Heap::new(Arena::new(bytes)),
            random: Rng::with_seed(seed),
            blocks: BTreeMap::new(),
        }
    }

    /// Takes, resizes and gives back blocks of such sizes, checks each, and gives all back in the end. Returns how often
    /// there was no memory.
    pub fn play(&mut self, steps: usize, mut size: impl FnMut(&mut Rng) -> usize) -> usize {
        let mut refused = 0;
        for _ in 0..steps {
            let bytes = size(&mut self.random);
            let done = match self.random.u32(0..10) {
                0..5 => self.take(bytes),
                5..7 => self.resize(bytes),
                _ => self.give(),
            };
            refused += usize::from(!done);
        }
        while !self.blocks.is_empty() {
            self.give();
        }
        refused
    }

    fn take(&mut self, bytes: usize) -> bool {
        let align = 1 << self.random.u32(0..=ALIGNMENT.ilog2());
        let layout = Layout::from_size_align(bytes, align).unwrap();
        let pointer = self.heap.take(layout);
        let taken = !pointer.is_null();
        if taken {
            self.own(pointer, layout);
        }
        taken
    }

    fn resize(&mut self, bytes: usize) -> bool {
        let Some(old) = self.any() else { return true };
        let new = unsafe { self.heap.resize(old.pointer, old.layout, bytes) };
        if new.is_null() {
            old.check(old.layout.size());
            self.blocks.insert(old.pointer.addr(), old);
            return false;
        }
        let layout = Layout::from_size_align(bytes, old.layout.align()).unwrap();
        let moved = Block {
            pointer: new,
            ..old
        };
        moved.check(bytes.min(moved.layout.size()));
        self.own(new, layout);
        true
    }

    fn give(&mut self) -> bool {
        if let Some(block) = self.any() {
            block.check(block.layout.size());
            unsafe { self.heap.give(block.pointer, block.layout) };
        }
        true
    }

    /// Notes a new block and fills it.
    fn own(&mut self, pointer: *mut u8, layout: Layout) {
        let (start, end) = (pointer.addr(), pointer.addr() + layout.size());
        assert!(start.is_multiple_of(ALIGNMENT), "{start:x} is not aligned");
        let before = self.blocks.range(..end).next_back();
        if let Some((other, block)) = before {
            assert!(other + block.layout.size() <= start, "two blocks overlap");
        }
        let mark = self.random.u8(..);
        let block = Block {
            pointer,
            layout,
            mark,
        };
        block.fill();
        self.blocks.insert(start, block);
    }

    /// Removes any block from the notes.
    fn any(&mut self) -> Option<Block> {
        let (first, last) = (
            *self.blocks.keys().next()?,
            *self.blocks.keys().next_back()?,
        );
        let from = self.random.usize(first..=last);
        let address = *self.blocks.range(from..).next()?.0;
        self.blocks.remove(&address)
    }
}

impl Block {
    /// Writes its mark.
    fn fill(&self) {
        for place in self.marked() {
            unsafe { self.pointer.add(place).write(self.mark) };
        }
    }

    /// Asserts that the mark is still in its first bytes.
    fn check(&self, bytes: usize) {
        for place in self.marked().filter(|place| *place < bytes) {
            let found = unsafe { self.pointer.add(place).read() };
            assert_eq!(found, self.mark, "another block wrote into this one");
        }
    }

    /// Lists the places of the mark: all of its beginning and end, and some in between.
    fn marked(&self) -> impl Iterator<Item = usize> {
        let bytes = self.layout.size();
        let between = (32..bytes).step_by(1024);
        let end = bytes.saturating_sub(32).max(32)..bytes;
        (0..bytes.min(32)).chain(between).chain(end)
    }
}
