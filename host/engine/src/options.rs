//! What an engine runs, and within which limits.

use std::borrow::Cow;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use crate::{Error, module};

/// Where the module comes from.
#[derive(Debug, Clone, Default)]
pub enum ModuleSource {
    /// The module this program was built with.
    #[default]
    Embedded,
    /// A file.
    File(PathBuf),
    /// These bytes.
    Bytes(Vec<u8>),
}

impl ModuleSource {
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
}

/// What an engine runs, and within which limits. Every limit has its own [`Error`].
#[derive(Debug, Clone)]
pub struct EngineOptions {
    /// The module.
    pub module: ModuleSource,
    /// Where compiled modules are kept; none compiles on every start. The default is `paywall` in the user's cache folder.
    /// Whoever may write there may run code in this process.
    pub cache_dir: Option<PathBuf>,
    /// Instances of the module that may exist at a time, over all documents. The default is one a processor, at least 2.
    pub instances: usize,
    /// Bytes of memory of one instance.
    pub memory_bytes: usize,
    /// Bytes of a document, unpacked.
    pub document_bytes: usize,
    /// Bytes of a request.
    pub request_bytes: usize,
    /// Bytes of an answer.
    pub answer_bytes: usize,
    /// How long reading a document may take.
    pub load_time: Duration,
    /// How long one call may take.
    pub call_time: Duration,
    /// Whether a call is stopped where it is when its time is over. The module bounds its own work (`too_much_work`), so
    /// that every call ends; this guards against its bugs, and costs a third of the speed. Without it a call that took
    /// too long is found out when it ends.
    pub interruptible: bool,
    /// How long a call may wait for an instance.
    pub wait_time: Duration,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self {
            module: ModuleSource::Embedded,
            cache_dir: dirs::cache_dir().map(|cache| cache.join("paywall")),
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
