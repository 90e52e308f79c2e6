//! Copies of bytes: most are of a few, for which the instruction of WebAssembly is slow.
//!
//! Engines carry that instruction out by a call of their own code, which takes longer than it takes to copy some tens of
//! bytes. So short copies are made here, with a few loads and stores that may overlap.

use std::ptr;

/// The most bytes that are copied here.
const SHORT: usize = 32;

/// Copies bytes, which may overlap with their new place.
///
/// # Safety
/// So many bytes may be read and written there.
// Inlined, it is all that the module's function is.
#[inline(always)]
pub unsafe fn copy(to: *mut u8, from: *const u8, count: usize) {
    // SAFETY: the caller's promise. Everything is read before anything is written.
    unsafe {
        match count {
            16..=SHORT => {
                let begin = read::<u64>(from, 8);
                let end = read::<u64>(from.add(count - 16), 8);
                write(to, 8, begin);
                write(to.add(count - 16), 8, end);
            }
            8..16 => write(to, count - 8, read::<u64>(from, count - 8)),
            4..8 => write(to, count - 4, read::<u32>(from, count - 4)),
            1..4 => {
                let middle = *from.add(count / 2);
                write(to, count - 1, read::<u8>(from, count - 1));
                *to.add(count / 2) = middle;
            }
            0 => {}
            _ => ptr::copy(from, to, count),
        }
    }
}

/// Reads a value, and another so many bytes behind it, which it may overlap with.
///
/// # Safety
/// Both may be read.
#[inline(always)]
unsafe fn read<T>(from: *const u8, behind: usize) -> [T; 2] {
    // SAFETY: the caller's promise.
    unsafe {
        [
            from.cast::<T>().read_unaligned(),
            from.add(behind).cast::<T>().read_unaligned(),
        ]
    }
}

/// Writes a value, and another so many bytes behind it, which it may overlap with.
///
/// # Safety
/// Both may be written.
#[inline(always)]
unsafe fn write<T>(to: *mut u8, behind: usize, [first, last]: [T; 2]) {
    // SAFETY: the caller's promise.
    unsafe {
        to.cast::<T>().write_unaligned(first);
        to.add(behind).cast::<T>().write_unaligned(last);
    }
}
