//! Memory for an allocator, out of one piece, as that of a module is.

use std::alloc::{Layout, alloc, dealloc};
use std::ptr::null_mut;

use paywall_heap::{PAGE, Source};

/// Memory that grows from its start until it is used up.
pub struct Arena {
    start: *mut u8,
    bytes: usize,
    pub used: usize,
    /// The bytes that somebody else takes after each growth.
    pub gap: usize,
}

impl Arena {
    pub fn new(bytes: usize) -> Self {
        let start = unsafe { alloc(layout(bytes)) };
        assert!(!start.is_null());
        Self {
            start,
            bytes,
            used: 0,
            gap: 0,
        }
    }
}

impl Source for Arena {
    fn grow(&mut self, bytes: usize) -> *mut u8 {
        assert!(bytes > 0 && bytes.is_multiple_of(PAGE));
        if self.bytes - self.used < bytes + self.gap {
            return null_mut();
        }
        let new = unsafe { self.start.add(self.used) };
        self.used += bytes + self.gap;
        new
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        unsafe { dealloc(self.start, layout(self.bytes)) };
    }
}

fn layout(bytes: usize) -> Layout {
    Layout::from_size_align(bytes, PAGE).unwrap()
}
