//! An instance of the module, and the calls of `docs/abi.md`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Weak;
use std::time::{Duration, Instant};

use serde::Deserialize;
use wasmtime::{InstancePre, Linker, Memory, Module, ResourceLimiter, Store, Trap, TypedFunc};

use crate::{EngineOptions, Error, Operation, answer, ticker};

/// The version of the contract that this host knows.
const ABI_VERSION: u32 = 2;
/// The memory, in bytes, that calls may leave behind in any instance. Beyond it, they may leave
/// behind as much as [`TIMES`] says.
const SPARE: usize = 64 << 20;
/// The size of an instance in relation to that of its documents, above which it is not used again.
/// Memory never shrinks, so a few large calls would take it for ever.
const TIMES: usize = 4;

/// A maker of instances of the compiled module.
pub(super) struct Factory {
    template: InstancePre<Memories>,
    /// The tables of languages that each instance is given.
    locales: Cow<'static, [u8]>,
    limits: Limits,
}

/// The limits of one instance.
#[derive(Debug, Clone, Copy)]
struct Limits {
    memory_bytes: usize,
    answer_bytes: usize,
    load_time: Duration,
    call_time: Duration,
    interruptible: bool,
}

/// An instance, with the documents that it has read. After an error, other than a refusal, it must be thrown away.
pub(super) struct Instance {
    store: Store<Memories>,
    exports: Exports,
    limits: Limits,
    documents: BTreeMap<u64, Loaded>,
    /// The memory that it took to read the documents, in bytes.
    base: usize,
}

/// A document in an instance.
struct Loaded {
    handle: u32,
    /// A sign of life of those who hold the document outside.
    held: Weak<()>,
}

/// The exports of the module that the host calls.
struct Exports {
    memory: Memory,
    alloc: TypedFunc<u32, u32>,
    free: TypedFunc<(u32, u32), ()>,
    locales: TypedFunc<(u32, u32), u32>,
    load: TypedFunc<(u32, u32), u64>,
    call: TypedFunc<(u32, u32, u32, u32), u64>,
    forget: TypedFunc<u32, u32>,
}

/// A limiter that grants memory up to a limit, and remembers a refusal.
struct Memories {
    limit: usize,
    refused: bool,
}

impl ResourceLimiter for Memories {
    fn memory_growing(
        &mut self,
        _: usize,
        desired: usize,
        _: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let granted = desired <= self.limit;
        self.refused |= !granted;
        Ok(granted)
    }

    fn table_growing(
        &mut self,
        _: usize,
        desired: usize,
        _: Option<usize>,
    ) -> wasmtime::Result<bool> {
        // A table takes memory of the host, one pointer for each entry.
        Ok(desired <= self.limit / size_of::<usize>())
    }
}

impl Factory {
    /// Links the module, with every import as a trap.
    pub(super) fn new(
        module: &Module,
        locales: Cow<'static, [u8]>,
        options: &EngineOptions,
    ) -> Result<Self, Error> {
        let mut linker = Linker::new(module.engine());
        linker
            .define_unknown_imports_as_traps(module)
            .map_err(not_ours)?;
        let template = linker.instantiate_pre(module).map_err(not_ours)?;
        let limits = Limits {
            memory_bytes: options.memory_bytes,
            answer_bytes: options.answer_bytes,
            load_time: options.load_time,
            call_time: options.call_time,
            interruptible: options.interruptible,
        };
        Ok(Self {
            template,
            locales,
            limits,
        })
    }

    /// Makes an instance that has read nothing yet.
    pub(super) fn make(&self) -> Result<Instance, Error> {
        let memories = Memories {
            limit: self.limits.memory_bytes,
            refused: false,
        };
        let mut store = Store::new(self.template.module().engine(), memories);
        store.limiter(|memories| memories);
        if self.limits.interruptible {
            store.set_epoch_deadline(ticker::ticks(self.limits.load_time));
        }
        let exports = self.exports(&mut store)?;
        let mut instance = Instance {
            base: 0,
            store,
            exports,
            limits: self.limits,
            documents: BTreeMap::new(),
        };
        instance.learn(&self.locales)?;
        instance.base = instance.size();
        Ok(instance)
    }

    /// Looks up the exports, after a check of the version.
    fn exports(&self, store: &mut Store<Memories>) -> Result<Exports, Error> {
        let instance = self.template.instantiate(&mut *store).map_err(|error| {
            if store.data().refused {
                Error::Memory {
                    limit: self.limits.memory_bytes,
                }
            } else {
                not_ours(error)
            }
        })?;
        // Checked before anything else is called: another version may mean other signatures.
        let version = instance
            .get_typed_func::<(), u32>(&mut *store, "paywall_abi_version")
            .map_err(not_ours)?;
        let version = version.call(&mut *store, ()).map_err(not_ours)?;
        if version != ABI_VERSION {
            return Err(Error::Module(format!(
                "it speaks version {version} of the ABI, this host speaks {ABI_VERSION}"
            )));
        }
        Ok(Exports {
            memory: instance
                .get_memory(&mut *store, "memory")
                .ok_or_else(|| Error::Module("it exports no memory".into()))?,
            alloc: instance
                .get_typed_func(&mut *store, "paywall_alloc")
                .map_err(not_ours)?,
            free: instance
                .get_typed_func(&mut *store, "paywall_free")
                .map_err(not_ours)?,
            locales: instance
                .get_typed_func(&mut *store, "paywall_locales")
                .map_err(not_ours)?,
            load: instance
                .get_typed_func(&mut *store, "paywall_load")
                .map_err(not_ours)?,
            call: instance
                .get_typed_func(&mut *store, "paywall_call")
                .map_err(not_ours)?,
            forget: instance
                .get_typed_func(&mut *store, "paywall_drop")
                .map_err(not_ours)?,
        })
    }
}

/// Makes the error that the file is no module for this host.
fn not_ours(error: wasmtime::Error) -> Error {
    Error::Module(format!("{error:#}"))
}

/// The answer of `load`, as far as the host needs it.
#[derive(Deserialize)]
struct Handle {
    handle: u32,
}

impl Instance {
    /// Gives it the tables of languages.
    fn learn(&mut self, locales: &[u8]) -> Result<(), Error> {
        let limit = self.limits.load_time;
        let place = self.write(locales);
        let place = place.map_err(|error| self.blame(error, limit))?;
        let learnt = self.exports.locales.call(&mut self.store, place);
        learnt
            .map(|_| ())
            .map_err(|error| self.blame(error.into(), limit))
    }

    /// Has the module read a document, and keeps the handle that it answers with under `id`, as long as it is `held`.
    pub(super) fn load(&mut self, id: u64, document: &[u8], held: Weak<()>) -> Result<(), Error> {
        let (limit, before) = (self.limits.load_time, self.size());
        let load = self.exports.load.clone();
        let answer = self.exchange(
            limit,
            document,
            |store, at, length| load.call(store, (at, length)),
            answer::parse::<Handle>,
        )?;
        let handle = answer?.ok.handle;
        self.documents.insert(id, Loaded { handle, held });
        self.base += self.size() - before;
        Ok(())
    }

    /// Returns true if the instance has read a document.
    pub(super) fn has_read(&self, id: u64) -> bool {
        self.documents.contains_key(&id)
    }

    /// Returns true if somebody outside still holds one of its documents.
    pub(super) fn is_held(&self) -> bool {
        let mut documents = self.documents.values();
        documents.any(|it| it.held.strong_count() > 0)
    }

    /// Forgets the documents that nobody holds any more.
    pub(super) fn tidy(&mut self) -> Result<(), Error> {
        let (gone, kept) = std::mem::take(&mut self.documents)
            .into_iter()
            .partition(|(_, it)| it.held.strong_count() == 0);
        self.documents = kept;
        let (gone, limit): (BTreeMap<u64, Loaded>, _) = (gone, self.limits.call_time);
        if self.limits.interruptible {
            self.store.set_epoch_deadline(ticker::ticks(limit));
        }
        for document in gone.into_values() {
            let forget = self.exports.forget.clone();
            let forgotten = forget.call(&mut self.store, document.handle);
            forgotten.map_err(|error| self.blame(error.into(), limit))?;
        }
        Ok(())
    }

    /// Returns true if calls left so much behind that a new instance is better,
    /// or if the documents alone come close to the limit of memory.
    pub(super) fn is_outgrown(&self) -> bool {
        let (size, crowded) = (self.size(), self.documents.len() > 1);
        size > self.base.saturating_mul(TIMES).saturating_add(SPARE)
            || crowded && size > self.limits.memory_bytes / 2
    }

    /// Returns the size of its memory, in bytes.
    fn size(&self) -> usize {
        self.exports.memory.data_size(&self.store)
    }

    /// Runs one operation on a document that it has read; `read` sees the answer where it lies in the module's memory.
    pub(super) fn call<R>(
        &mut self,
        id: u64,
        operation: Operation,
        request: &[u8],
        read: impl FnOnce(&[u8]) -> R,
    ) -> Result<R, Error> {
        let limit = self.limits.call_time;
        // The module knows no handle 0, and says so.
        let handle = self.documents.get(&id).map_or(0, |it| it.handle);
        let call = self.exports.call.clone();
        let run = |store: &mut Store<Memories>, at, length| {
            call.call(store, (handle, operation as u32, at, length))
        };
        self.exchange(limit, request, run, read)
    }

    /// Hands `input` over, runs the module, reads its answer, and gives the buffer back.
    fn exchange<R>(
        &mut self,
        limit: Duration,
        input: &[u8],
        run: impl FnOnce(&mut Store<Memories>, u32, u32) -> wasmtime::Result<u64>,
        read: impl FnOnce(&[u8]) -> R,
    ) -> Result<R, Error> {
        if self.limits.interruptible {
            self.store.set_epoch_deadline(ticker::ticks(limit));
        }
        let start = Instant::now();
        let (at, length) = self
            .write(input)
            .map_err(|error| self.blame(error, limit))?;
        let packed =
            run(&mut self.store, at, length).map_err(|error| self.blame(error.into(), limit))?;
        // Without interruption, a call that took too long is found out only here.
        if start.elapsed() > limit {
            return Err(Error::Time { limit });
        }
        // The module packs the answer's place into one number: `pointer << 32 | length`.
        let (at, length) = ((packed >> 32) as u32, packed as u32);
        let result = read(self.answer(at, length)?);
        self.exports
            .free
            .call(&mut self.store, (at, length))
            .map_err(|error| self.blame(error.into(), limit))?;
        // A module that was refused memory may be in any state, even if it found an answer.
        if self.store.data().refused {
            return Err(Error::Memory {
                limit: self.limits.memory_bytes,
            });
        }
        Ok(result)
    }

    /// Copies an input into the module's memory.
    fn write(&mut self, input: &[u8]) -> Result<(u32, u32), Fault> {
        let length = u32::try_from(input.len()).map_err(|_| Fault::NoRoom(input.len()))?;
        let at = self.exports.alloc.call(&mut self.store, length)?;
        if at == 0 {
            return Err(Fault::NoRoom(input.len()));
        }
        let memory = self.exports.memory.data_mut(&mut self.store);
        let place = memory
            .get_mut(at as usize..)
            .and_then(|rest| rest.get_mut(..input.len()));
        place
            .ok_or(Fault::NoRoom(input.len()))?
            .copy_from_slice(input);
        Ok((at, length))
    }

    /// Returns the answer where it lies in the module's memory.
    fn answer(&self, at: u32, length: u32) -> Result<&[u8], Error> {
        let (limit, bytes) = (self.limits.answer_bytes, length as usize);
        if bytes > limit {
            return Err(Error::AnswerTooLarge { limit, bytes });
        }
        let rest = self.exports.memory.data(&self.store).get(at as usize..);
        rest.and_then(|rest| rest.get(..bytes))
            .ok_or_else(|| Error::Contract("an answer lies outside of the memory".into()))
    }

    /// Makes an error that names the limit that was exceeded, or the module as being at fault.
    fn blame(&self, fault: Fault, limit: Duration) -> Error {
        if self.store.data().refused {
            return Error::Memory {
                limit: self.limits.memory_bytes,
            };
        }
        match fault {
            Fault::NoRoom(bytes) => {
                Error::Contract(format!("no room for an input of {bytes} bytes"))
            }
            Fault::Stopped(error) => match error.downcast_ref::<Trap>() {
                Some(Trap::Interrupt) => Error::Time { limit },
                Some(trap) => Error::Trap(trap.to_string()),
                None => Error::Trap(format!("{error:#}")),
            },
        }
    }
}

/// The reason why a call has no answer, before it is known whose fault it is.
enum Fault {
    NoRoom(usize),
    Stopped(wasmtime::Error),
}

impl From<wasmtime::Error> for Fault {
    fn from(error: wasmtime::Error) -> Self {
        Self::Stopped(error)
    }
}
