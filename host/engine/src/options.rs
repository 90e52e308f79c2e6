//! The options of an engine: the module that it runs, and the limits.

use std::borrow::Cow;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use crate::{Error, memory, module};

/// The source of the module.
#[derive(Debug, Clone, Default)]
pub enum ModuleSource {
    /// The module that this program was built with.
    #[default]
    Embedded,
    /// A file with the module. Files beside it belong to it, as in the folder that `cargo xtask wasm` makes.
    File(PathBuf),
    /// The bytes of the module.
    Bytes(Vec<u8>),
}

impl ModuleSource {
    /// Returns the module's bytes.
    pub(super) fn bytes(&self) -> Result<Cow<'_, [u8]>, Error> {
        match self {
            Self::Embedded => module::bytes()
                .map(Cow::Borrowed)
                .ok_or(Error::ModuleMissing),
            Self::Bytes(bytes) => Ok(Cow::Borrowed(bytes)),
            Self::File(path) => std::fs::read(path)
                .map(Cow::Owned)
                .map_err(|source| Error::File {
                    path: path.clone(),
                    source,
                }),
        }
    }

    /// Returns the tables of languages: those beside a file, else those that this program was built with.
    pub(super) fn locales(&self) -> Cow<'static, [u8]> {
        let beside = match self {
            Self::File(path) => std::fs::read(path.with_file_name("locales").join("mul.bin")).ok(),
            Self::Embedded | Self::Bytes(_) => None,
        };
        beside.map_or(Cow::Borrowed(module::locales()), Cow::Owned)
    }
}

/// The options of an engine: the module that it runs, and the limits. Every limit has its own [`Error`].
#[derive(Debug, Clone)]
pub struct EngineOptions {
    /// The source of the module; the built-in one by default.
    pub module: ModuleSource,
    /// The folder in which compiled modules are kept; with None, every start compiles.
    /// The default is `paywall` in the user's cache folder.
    /// Whoever may write there may run code in this process.
    pub cache_dir: Option<PathBuf>,
    /// True if the module, which was made for size, has its small functions inlined when it is compiled.
    ///
    /// Calls then take a sixth less time. The first start takes five times as long, because the compiler holds all functions
    /// at a time, for which it wants a gigabyte of memory. The default is true, but false where the machine or its
    /// container has less than 2 GiB, and in a program with debug assertions, whose author starts it often.
    pub inlining: bool,
    /// The number of instances that may exist at a time, over all
    /// documents. The default is one per processor, at least 2.
    pub instances: usize,
    /// The memory of one instance, in bytes (512 MiB).
    pub memory_bytes: usize,
    /// The size of a document, unpacked, in bytes (16 MiB).
    pub document_bytes: usize,
    /// The size of a request, in bytes (4 MiB).
    pub request_bytes: usize,
    /// The size of an answer, in bytes (32 MiB).
    pub answer_bytes: usize,
    /// The time that reading a document may take (10 s).
    pub load_time: Duration,
    /// The time that one call may take (2 s).
    pub call_time: Duration,
    /// True if a call is stopped in the middle when its time is over.
    /// The module bounds its own work (`too_much_work`), so that every call ends;
    /// stopping guards against its bugs, and costs a third of the speed.
    /// Without it, a call that took too long is found out when it ends.
    pub interruptible: bool,
    /// The time for which a call may wait for an instance (5 s).
    pub wait_time: Duration,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self {
            module: ModuleSource::Embedded,
            cache_dir: dirs::cache_dir().map(|cache| cache.join("paywall")),
            inlining: !cfg!(debug_assertions) && memory::is_roomy(),
            instances: thread::available_parallelism().map_or(2, |count| count.get().max(2)),
            memory_bytes: 512 << 20,
            document_bytes: 16 << 20,
            request_bytes: 4 << 20,
            answer_bytes: 32 << 20,
            load_time: Duration::from_secs(10),
            call_time: Duration::from_secs(2),
            interruptible: false,
            wait_time: Duration::from_secs(5),
        }
    }
}
