//! The module's allocator (`runtime/heap`), with the memory of the module.
#![allow(unsafe_code, reason = "an allocator hands out raw memory")]

use std::alloc::{GlobalAlloc, Layout};
use std::arch::wasm32::memory_grow;
use std::cell::UnsafeCell;
use std::ptr::null_mut;

use paywall_heap::{Heap, PAGE, Source};

#[global_allocator]
static HEAP: Shared = Shared(UnsafeCell::new(Heap::new(Memory)));

/// The memory of the module.
struct Memory;

impl Source for Memory {
    fn grow(&mut self, bytes: usize) -> *mut u8 {
        let before = memory_grow::<0>(bytes / PAGE);
        if before == usize::MAX {
            return null_mut();
        }
        (before * PAGE) as *mut u8
    }
}

/// The allocator, as all of the module shares it.
struct Shared(UnsafeCell<Heap<Memory>>);

// SAFETY: the module has one thread.
unsafe impl Sync for Shared {}

// SAFETY: one thread, and the allocator calls nothing that comes back here; `Heap` hands out blocks that are large enough,
// aligned and nobody else's.
unsafe impl GlobalAlloc for Shared {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe { (*self.0.get()).take(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        unsafe { (*self.0.get()).give(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        unsafe { (*self.0.get()).resize(block, layout, bytes) }
    }
}

/// Copies bytes. `cargo xtask wasm` calls it in the place of each instruction that does, and exports it no longer.
///
/// # Safety
/// So many bytes may be read and written there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn paywall_copy(to: *mut u8, from: *const u8, count: usize) {
    // SAFETY: the caller's promise.
    unsafe { paywall_heap::copy(to, from, count) }
}
