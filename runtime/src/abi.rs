//! The exports for hosts: bytes in, bytes out, as `docs/abi.md` says. With `heap.rs` the only unsafe code of the crate.
//!
//! Nothing reachable from here calls an import: a host links all imports as traps.
#![allow(unsafe_code, reason = "raw pointers are what an ABI is made of")]

use std::alloc::{Layout, alloc_zeroed};
use std::cell::RefCell;
use std::ptr::{NonNull, null_mut};

use crate::call;
use crate::error::{Error, ErrorKind};
use crate::limits;
use crate::load::Document;
use crate::locale;

thread_local! {
    /// The loaded documents; a handle is an index plus one.
    static DOCUMENTS: RefCell<Vec<Option<Document>>> = const { RefCell::new(Vec::new()) };
}

/// Returns the version of this ABI.
#[unsafe(no_mangle)]
pub extern "C" fn paywall_abi_version() -> u32 {
    2
}

/// Makes a buffer of `length` bytes to write an input into; null when that is beyond all limits or memory is out.
#[unsafe(no_mangle)]
pub extern "C" fn paywall_alloc(length: usize) -> *mut u8 {
    match Layout::array::<u8>(length) {
        Ok(_) if length == 0 => NonNull::dangling().as_ptr(),
        // SAFETY: the layout is of some bytes. With a value, they can be those of a boxed slice.
        Ok(layout) if length <= limits::DOCUMENT_BYTES => unsafe { alloc_zeroed(layout) },
        _ => null_mut(),
    }
}

/// Frees a buffer.
///
/// # Safety
/// `pointer` and `length` must be those of a buffer from [`paywall_alloc`] or of an answer, and be given back once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn paywall_free(pointer: *mut u8, length: usize) {
    // SAFETY: the caller's promise.
    drop(unsafe { take(pointer, length) });
}

/// Adds the tables of languages in the input buffer, which the module keeps. Returns how many of them it did not know.
///
/// # Safety
/// `pointer` and `length` must be those of a buffer from [`paywall_alloc`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn paywall_locales(pointer: *mut u8, length: usize) -> u32 {
    // SAFETY: the caller's promise.
    locale::add(Box::leak(unsafe { take(pointer, length) }))
}

/// Loads the document in the input buffer, which is used up. Returns the answer as `pointer << 32 | length`.
///
/// # Safety
/// `pointer` and `length` must be those of a buffer from [`paywall_alloc`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn paywall_load(pointer: *mut u8, length: usize) -> u64 {
    // SAFETY: the caller's promise.
    let input = unsafe { take(pointer, length) };
    let answer = DOCUMENTS.with_borrow_mut(|documents| {
        // The lowest free handle is used again, so the table never grows beyond the most documents loaded at once.
        let slot = documents
            .iter()
            .position(Option::is_none)
            .unwrap_or(documents.len());
        if slot == documents.len() {
            documents.push(None);
        }
        let (document, answer) = call::open(input.into_vec(), slot as u32 + 1);
        documents[slot] = document;
        answer
    });
    give(answer)
}

/// Calls an operation on a loaded document, with the request in the input buffer, which is used up.
/// Returns the answer as `pointer << 32 | length`.
///
/// # Safety
/// `pointer` and `length` must be those of a buffer from [`paywall_alloc`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn paywall_call(
    handle: u32,
    operation: u32,
    pointer: *mut u8,
    length: usize,
) -> u64 {
    // SAFETY: the caller's promise.
    let input = unsafe { take(pointer, length) };
    let answer = DOCUMENTS.with_borrow(|documents| {
        let document = documents
            .get((handle as usize).wrapping_sub(1))
            .and_then(Option::as_ref);
        document.map_or_else(
            || {
                call::failure(&Error::new(
                    ErrorKind::UnknownHandle,
                    format!("no document is loaded under {handle}"),
                ))
            },
            |document| call::answer(document, operation, &input),
        )
    });
    give(answer)
}

/// Drops a loaded document, whose handle may be used again. Returns 1 when there was one, else 0.
#[unsafe(no_mangle)]
pub extern "C" fn paywall_drop(handle: u32) -> u32 {
    DOCUMENTS.with_borrow_mut(|documents| {
        // Handle 0 wraps around, and names no document.
        let slot = documents.get_mut((handle as usize).wrapping_sub(1));
        u32::from(slot.and_then(Option::take).is_some())
    })
}

/// Takes a buffer back from the host.
///
/// # Safety
/// `pointer` and `length` must be those of a buffer that this module handed out.
unsafe fn take(pointer: *mut u8, length: usize) -> Box<[u8]> {
    if pointer.is_null() {
        return Box::default();
    }
    // SAFETY: the caller's promise; the buffer was made by `Box::into_raw` with this length.
    unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(pointer, length)) }
}

/// Hands an answer out to the host, which frees it with [`paywall_free`].
fn give(answer: Vec<u8>) -> u64 {
    let length = answer.len() as u64;
    let pointer = Box::into_raw(answer.into_boxed_slice()).cast::<u8>();
    (pointer as usize as u64) << 32 | length
}
