//! The module's memory: blocks of a few sizes, each size with its own list of free blocks.
//!
//! A call makes and drops some hundred small things. Here that is a few instructions each; the general allocator of the
//! standard library takes ten times as long and is larger. The price: free blocks are never joined, so a block serves
//! its own size only, at most a quarter larger than what was asked for.
#![allow(unsafe_code, reason = "an allocator hands out raw memory")]

use std::alloc::{GlobalAlloc, Layout};
use std::arch::wasm32::memory_grow;
use std::cell::UnsafeCell;
use std::ptr::null_mut;

#[global_allocator]
static HEAP: Heap = Heap(UnsafeCell::new(State {
    free: [null_mut(); SIZES],
    from: 0,
    to: 0,
}));

/// The count of sizes: four to each doubling, up to all of the memory.
const SIZES: usize = 32 * 4;
/// The alignment of all blocks, and the unit of their sizes; nothing in the module asks for more.
const ALIGNMENT: usize = 16;
/// The bytes of a page of WebAssembly memory.
const PAGE: usize = 1 << 16;

/// The allocator of the module.
struct Heap(UnsafeCell<State>);

struct State {
    /// The first free block of each size; each free block holds the address of the next.
    free: [*mut u8; SIZES],
    /// The start of the memory that was never handed out.
    from: usize,
    /// The end of the memory that was never handed out.
    to: usize,
}

// SAFETY: the module has one thread.
unsafe impl Sync for Heap {}

impl State {
    /// Takes a block from memory that was never handed out; null when there is no more.
    #[cold]
    fn fresh(&mut self, bytes: usize) -> *mut u8 {
        if self.to.wrapping_sub(self.from) < bytes {
            let pages = bytes.div_ceil(PAGE);
            let before = memory_grow::<0>(pages);
            if before == usize::MAX {
                return null_mut();
            }
            // The rest joins the new pages, unless something else took memory in between.
            if before.wrapping_mul(PAGE) != self.to {
                self.from = before * PAGE;
            }
            self.to = (before + pages).wrapping_mul(PAGE);
        }
        let block = self.from as *mut u8;
        self.from += bytes;
        block
    }
}

/// Returns the number of the size that serves `bytes`, and the bytes of its blocks.
const fn size(bytes: usize) -> (usize, usize) {
    let last = bytes.saturating_sub(1) | (ALIGNMENT - 1);
    let doubling = last.ilog2() as usize;
    let quarter = last >> (doubling - 2);
    (doubling * 4 + quarter - 4, (quarter + 1) << (doubling - 2))
}

// SAFETY: a block is handed out from the list of its size or from fresh memory, so it is large enough, aligned, and
// nobody else's; it comes back under the size it was asked for with, which leads to the same list.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.align() > ALIGNMENT {
            return null_mut();
        }
        let (size, bytes) = size(layout.size());
        // SAFETY: one thread, and nothing below calls back.
        let state = unsafe { &mut *self.0.get() };
        let block = state.free[size];
        if block.is_null() {
            return state.fresh(bytes);
        }
        // SAFETY: a free block holds the address of the next.
        state.free[size] = unsafe { *block.cast() };
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: one thread; the block is at least as large as an address and no longer used.
        unsafe {
            let first = &mut (*self.0.get()).free[size(layout.size()).0];
            *block.cast() = *first;
            *first = block;
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        if size(layout.size()).0 == size(bytes).0 {
            return block;
        }
        // SAFETY: the caller's promise: `bytes` is a valid size for this alignment, and the block is given up.
        unsafe {
            let new = self.alloc(Layout::from_size_align_unchecked(bytes, layout.align()));
            if !new.is_null() {
                new.copy_from_nonoverlapping(block, layout.size().min(bytes));
                self.dealloc(block, layout);
            }
            new
        }
    }
}
