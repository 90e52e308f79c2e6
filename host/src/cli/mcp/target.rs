//! The target of the tools: the Control Center of an app, or a file; with the engine that shows and decides.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use paywall_host::control::{Content, Operation, project};
use paywall_host::{Engine, LoadedDocument};
use serde_json::Value;
use tokio::sync::OnceCell;
use tokio::task::spawn_blocking;

use super::asset::{self, Whole};
use super::center::Center;
use super::edited::{Edited, Told};
use super::file::File;
use super::finding::Finding;
use super::picture::Photographer;
use crate::cli::source;

/// The thing that the tools work on.
pub(super) struct Target {
    place: Place,
    module: Arc<source::Module>,
    engine: OnceCell<Engine>,
    products: Option<PathBuf>,
    /// The taker of pictures.
    pub pictures: Arc<Photographer>,
}

/// The place where documents are.
pub(super) enum Place {
    /// The Control Center of an app.
    Center(Box<Center>),
    /// A file of this machine.
    File(File),
}

impl Target {
    /// Makes a target of a place. No host is asked and nothing is compiled before a tool needs it.
    pub(super) fn new(
        place: Place,
        module: source::Module,
        products: Option<PathBuf>,
        pictures: Photographer,
    ) -> Self {
        Self {
            place,
            module: Arc::new(module),
            engine: OnceCell::new(),
            products,
            pictures: Arc::new(pictures),
        }
    }

    /// Returns true where there is a Control Center.
    pub(super) fn has_center(&self) -> bool {
        matches!(self.place, Place::Center(_))
    }

    /// Returns the Control Center.
    ///
    /// # Errors
    /// Fails where there is only a file.
    pub(super) fn center(&self) -> Result<&Center> {
        match &self.place {
            Place::Center(center) => Ok(center),
            Place::File(_) => bail!(
                "this needs a Control Center: start `paywall mcp` with --server and PAYWALL_TOKEN in place of --config"
            ),
        }
    }

    /// Returns the engine, which is compiled for the first who asks.
    pub(super) async fn engine(&self) -> Result<Engine> {
        let make = || async {
            let module = self.module.clone();
            spawn_blocking(move || module.engine(source::Purpose::Page)).await?
        };
        self.engine.get_or_try_init(make).await.cloned()
    }

    /// Reads a document, with all ids; for a platform, if one is named.
    ///
    /// # Errors
    /// Fails if there is no such content.
    pub(super) async fn document(
        &self,
        source: Option<&str>,
        platform: Option<&str>,
    ) -> Result<Value> {
        match &self.place {
            Place::Center(center) => center.document(source, platform).await,
            Place::File(file) => {
                let document = file.document(source)?;
                Ok(match platform {
                    Some(platform) => project(document, platform),
                    None => document,
                })
            }
        }
    }

    /// Reads a content: the parts of a document by their ids.
    ///
    /// # Errors
    /// Fails if there is no such content, or if it is no document of parts with ids.
    pub(super) async fn content(&self, source: Option<&str>) -> Result<Content> {
        let document = self.document(source, None).await?;
        Ok(Content::read(document)?)
    }

    /// Loads a document into the engine.
    ///
    /// # Errors
    /// Fails if there is no such content, or if the engine refuses it.
    pub(super) async fn loaded(
        &self,
        source: Option<&str>,
        platform: Option<&str>,
    ) -> Result<LoadedDocument> {
        let document = self.document(source, platform).await?;
        let engine = self.engine().await?;
        let bytes = serde_json::to_vec(&document)?;
        Ok(spawn_blocking(move || engine.load(&bytes)).await??)
    }

    /// Returns the details of products that the command line names.
    ///
    /// # Errors
    /// Fails if the file cannot be read.
    pub(super) fn products(&self) -> Result<Option<Vec<Value>>> {
        let read = |file: &PathBuf| {
            let read = serde_json::from_slice(&source::read(file)?);
            read.with_context(|| {
                format!(
                    "expected a JSON array of product details in {}",
                    file.display()
                )
            })
        };
        self.products.as_ref().map(read).transpose()
    }

    /// Checks a content as it is checked before a publication.
    ///
    /// # Errors
    /// Fails if there is no such content.
    pub(super) async fn check(&self, source: Option<&str>) -> Result<Vec<Finding>> {
        match &self.place {
            Place::Center(center) => center.check(source).await,
            Place::File(file) => {
                let (name, bytes) = file.bytes(source)?;
                let (engine, products) = (self.engine().await?, self.products()?);
                let check = move || Finding::of_file(&engine, name, &bytes, products.as_deref());
                Ok(spawn_blocking(check).await?)
            }
        }
    }

    /// Saves an edit.
    ///
    /// # Errors
    /// Fails if an operation is refused, or if somebody saved another edit than the one `seen`.
    pub(super) async fn edit(
        &self,
        draft: Option<&str>,
        operations: Vec<Operation>,
        seen: Option<i64>,
    ) -> Result<Edited> {
        match &self.place {
            Place::Center(center) => center.edit(named(draft)?, &operations, seen).await,
            Place::File(file) => file.edit(&operations),
        }
    }

    /// Takes an edit back: the last one of this session, or the one of a number.
    ///
    /// # Errors
    /// Fails if there is no such edit, or if something that it changed is gone by now.
    pub(super) async fn undo(&self, draft: Option<&str>, number: Option<i64>) -> Result<Edited> {
        match &self.place {
            Place::Center(center) => center.undo(named(draft)?, number).await,
            Place::File(file) => file.undo(number),
        }
    }

    /// Lists the newest edits, the newest first.
    ///
    /// # Errors
    /// Fails if there is no such draft.
    pub(super) async fn edits(&self, draft: Option<&str>) -> Result<Vec<Told>> {
        match &self.place {
            Place::Center(center) => center.edits(named(draft)?).await,
            Place::File(file) => Ok(file.edits()),
        }
    }

    /// Puts the assets that the host keeps into a page, of which a picture is taken.
    ///
    /// # Errors
    /// Fails if the host does not know the token.
    pub(super) async fn whole(&self, page: String) -> Result<Whole> {
        match &self.place {
            Place::Center(center) => Ok(asset::embed(center.remote().await?, page).await),
            Place::File(_) => Ok(Whole {
                page,
                missing: Vec::new(),
            }),
        }
    }

    /// Returns the name by which other tools read what an edit of `draft` changed.
    pub(super) fn source(&self, draft: Option<&str>) -> Option<String> {
        draft
            .filter(|_| self.has_center())
            .map(|id| format!("draft:{id}"))
    }

    /// Returns the usual content to compare with: what customers of production get, or the file as it was.
    pub(super) fn before(&self) -> &'static str {
        match self.place {
            Place::Center(_) => "live:production",
            Place::File(_) => "start",
        }
    }
}

/// Returns the id of a draft, which a Control Center has to know.
fn named(draft: Option<&str>) -> Result<&str> {
    draft.context(
        "expected `draft`, the id of a draft: `overview` lists them, and `begin_draft` makes one",
    )
}
