//! The module's allocator: blocks of a few sizes, and holes for large ones.
//!
//! A call makes and drops some hundred small things. Each small size has its own list of free blocks, so that taking and
//! giving back are a few instructions; the general allocator of the standard library takes ten times as long and is
//! larger. Small blocks are never joined: a block serves its own size only, at most a quarter larger than what was asked
//! for.
//!
//! Large blocks are cut from holes, and join the holes beside them when they come back. Otherwise an instance would keep
//! the sum of the largest calls of every size. The memory of small blocks is cut from holes, too, a page at a time.
//!
//! There is no unsafe code elsewhere in the engine but in `abi.rs` and `heap.rs`, and none here depends on WebAssembly: the
//! tests run natively, also under Miri.
#![allow(unsafe_code, reason = "an allocator hands out raw memory")]

mod copy;

use std::alloc::Layout;
use std::ptr::{self, null_mut};

pub use copy::copy;

/// The alignment of all blocks, and the unit of their sizes; nothing in the module asks for more.
pub const ALIGNMENT: usize = 16;
/// The bytes of a page of WebAssembly memory.
pub const PAGE: usize = 1 << 16;
/// The count of small sizes: four to each doubling, up to a quarter of a page.
const SIZES: usize = 14 * 4;

/// The source of memory.
pub trait Source {
    /// Returns so many new bytes, a multiple of [`PAGE`], aligned to it; null when there are no more.
    fn grow(&mut self, bytes: usize) -> *mut u8;
}

/// The state of an allocator.
pub struct Heap<S> {
    source: S,
    /// The first free block of each small size; each free block holds the address of the next.
    free: [*mut u8; SIZES],
    /// The lowest hole.
    holes: *mut Hole,
    /// The rest of the page that small blocks are cut from: its start and its bytes.
    rest: *mut u8,
    left: usize,
}

/// Free memory of any number of bytes: the header in its first bytes.
struct Hole {
    /// The next hole; it begins beyond the end of this one, as they would have been joined otherwise.
    next: *mut Hole,
    bytes: usize,
}

/// Returns the number of the size that serves `bytes`, and the bytes of its blocks.
// A call would take longer than its few instructions.
#[inline(always)]
const fn size(bytes: usize) -> (usize, usize) {
    let last = bytes.saturating_sub(1) | (ALIGNMENT - 1);
    let doubling = last.ilog2() as usize;
    let quarter = last >> (doubling - 2);
    (doubling * 4 + quarter - 4, (quarter + 1) << (doubling - 2))
}

impl<S: Source> Heap<S> {
    /// Makes an allocator without memory.
    pub const fn new(source: S) -> Self {
        Self {
            source,
            free: [null_mut(); SIZES],
            holes: null_mut(),
            rest: null_mut(),
            left: 0,
        }
    }

    /// Returns where the memory comes from.
    pub fn source_mut(&mut self) -> &mut S {
        &mut self.source
    }

    /// Takes a block; null when there is no memory left.
    pub fn take(&mut self, layout: Layout) -> *mut u8 {
        if layout.align() > ALIGNMENT {
            return null_mut();
        }
        let (size, bytes) = size(layout.size());
        let Some(first) = self.free.get_mut(size) else {
            return self.cut(bytes);
        };
        let block = *first;
        if block.is_null() {
            return self.fresh(bytes);
        }
        // SAFETY: a free block holds the address of the next.
        *first = unsafe { *block.cast() };
        block
    }

    /// Takes a block back.
    ///
    /// # Safety
    /// The block was taken with this layout and is no longer used.
    pub unsafe fn give(&mut self, block: *mut u8, layout: Layout) {
        let (size, bytes) = size(layout.size());
        // SAFETY: the block is the caller's, and at least as large as an address or, if it is large, as a header.
        unsafe {
            match self.free.get_mut(size) {
                Some(first) => {
                    *block.cast() = *first;
                    *first = block;
                }
                None => self.join(block.cast(), bytes),
            }
        }
    }

    /// Makes a block larger or smaller: where it is, or else elsewhere, with its bytes. Null, with the block left as it is,
    /// when there is no memory left.
    ///
    /// # Safety
    /// The block was taken with this layout, and `bytes` is a valid size for its alignment.
    pub unsafe fn resize(&mut self, block: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        if size(layout.size()).0 == size(bytes).0 {
            return block;
        }
        // SAFETY: the caller's promise; the new block is another one.
        unsafe {
            let new = self.take(Layout::from_size_align_unchecked(bytes, layout.align()));
            if !new.is_null() {
                new.copy_from_nonoverlapping(block, layout.size().min(bytes));
                self.give(block, layout);
            }
            new
        }
    }

    /// Takes a small block from memory that was never handed out.
    #[cold]
    fn fresh(&mut self, bytes: usize) -> *mut u8 {
        if self.left < bytes {
            let page = self.cut(PAGE);
            if page.is_null() {
                return page;
            }
            (self.rest, self.left) = (page, PAGE);
        }
        let block = self.rest;
        self.left -= bytes;
        self.rest = block.wrapping_add(bytes);
        block
    }

    /// Cuts so many bytes from the lowest hole that has them.
    #[cold]
    fn cut(&mut self, bytes: usize) -> *mut u8 {
        loop {
            let mut link = &raw mut self.holes;
            // SAFETY: a link is the field above or that of a hole, and what it leads to is null or a hole.
            unsafe {
                while !(*link).is_null() {
                    let hole = *link;
                    let Hole { next, bytes: found } = hole.read();
                    if found >= bytes {
                        *link = next;
                        if found > bytes {
                            *link = hole.byte_add(bytes);
                            (**link) = Hole {
                                next,
                                bytes: found - bytes,
                            };
                        }
                        return hole.cast();
                    }
                    link = &raw mut (*hole).next;
                }
                let bytes = bytes.next_multiple_of(PAGE);
                let new = self.source.grow(bytes);
                if new.is_null() {
                    return new;
                }
                self.join(new.cast(), bytes);
            }
        }
    }

    /// Makes a hole of memory, and one of it and the holes that touch it.
    ///
    /// # Safety
    /// The memory is nobody's, and large enough for a header.
    unsafe fn join(&mut self, hole: *mut Hole, bytes: usize) {
        let mut link = &raw mut self.holes;
        let mut before: *mut Hole = null_mut();
        // SAFETY: holes are in the order of their addresses, and each link leads to a hole or is null.
        unsafe {
            while !(*link).is_null() && *link < hole {
                before = *link;
                link = &raw mut (*before).next;
            }
            let next = *link;
            hole.write(Hole { next, bytes });
            *link = hole;
            if ptr::eq(hole.byte_add(bytes), next) {
                let Hole { next, bytes: more } = next.read();
                hole.write(Hole {
                    next,
                    bytes: bytes + more,
                });
            }
            if !before.is_null() && ptr::eq(before.byte_add((*before).bytes), hole) {
                let bytes = (*before).bytes + (*hole).bytes;
                before.write(Hole {
                    next: (*hole).next,
                    bytes,
                });
            }
        }
    }
}
