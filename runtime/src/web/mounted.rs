//! What a paywall is on the page.

use wasm_bindgen::prelude::*;
use web_sys::{Element, Node};

use super::dom::Page;
use crate::paywall::resolve::Rendering;
use crate::paywall::static_css;
use crate::paywall::view::View;
use crate::string::Shared;
use crate::tree::{Tree, diff};

#[wasm_bindgen]
extern "C" {
    /// What the page does for a paywall that it shows (`www/runtime/stage.js`).
    #[derive(Clone)]
    pub type Stage;

    /// Replaces all rules of one of the two style sheets: the paywall's, or those of the tree's own.
    #[wasm_bindgen(method, catch)]
    fn style(this: &Stage, own: bool, css: &str) -> Result<(), JsValue>;

    /// Something happened, and the page is as it is to be. `events`: the JSON of a list. `focus`: the `data-tap` value of
    /// the element that has the focus first on the page of this name; empty, where none has.
    #[wasm_bindgen(method, catch)]
    fn hear(this: &Stage, events: &str, page: &str, focus: &str) -> Result<(), JsValue>;
}

/// Where a paywall is on show.
#[derive(Clone)]
pub struct Place {
    stage: Stage,
    page: String,
    focus: Shared,
}

impl Place {
    /// Another page, or another first focus.
    pub fn turn(&mut self, drawn: &Drawn) {
        self.page.clone_from(&drawn.page);
        self.focus = drawn.tree.focus.clone().unwrap_or_default();
    }

    /// Tells what happened. What a listener throws is its own affair.
    pub fn hear(&self, events: &str) {
        let _ = self.stage.hear(events, &self.page, &self.focus);
    }
}

/// A paywall as it is to be on the page.
pub struct Drawn {
    css: String,
    page: String,
    tree: Tree,
}

impl Drawn {
    /// What is announced to screen readers is on the page, but not seen.
    pub fn new(view: &View<'_>, rendering: Rendering<'_>) -> Self {
        const ANNOUNCER: &str = ".announcer{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}";
        Self {
            css: static_css(view) + ANNOUNCER,
            page: rendering.page.into(),
            tree: rendering.tree,
        }
    }
}

/// The nodes of a paywall, and what they show.
pub struct Mounted {
    page: Page,
    pub shown: Element,
    drawn: Drawn,
    stage: Stage,
}

impl Mounted {
    /// Makes the nodes, unless they are `shown` already, and the style sheets of `root`.
    ///
    /// # Errors
    /// What the page says when it cannot have them.
    pub fn new(
        drawn: Drawn,
        root: &Node,
        shown: Option<Element>,
        stage: Stage,
    ) -> Result<(Self, Place), JsValue> {
        let document = root.owner_document().ok_or("the root is in no document")?;
        let page = Page(document);
        let shown = match shown {
            Some(shown) => shown,
            None => {
                stage.style(false, &drawn.css)?;
                stage.style(true, &drawn.tree.dynamic_css)?;
                let made = page.element(&drawn.tree.root);
                made.ok_or("the paywall could not be made")?
            }
        };
        let mut place = Place {
            stage: stage.clone(),
            page: String::new(),
            focus: Shared::default(),
        };
        place.turn(&drawn);
        let mounted = Self {
            page,
            shown,
            drawn,
            stage,
        };
        Ok((mounted, place))
    }

    /// Changes what differs.
    pub fn show(&mut self, drawn: Drawn) {
        let former = &mut self.drawn;
        if drawn.css != former.css {
            let _ = self.stage.style(false, &drawn.css);
            // What a server wrote had them, too.
            former.tree.dynamic_css.clear();
        }
        if drawn.tree.dynamic_css != former.tree.dynamic_css {
            let _ = self.stage.style(true, &drawn.tree.dynamic_css);
        }
        diff::patch(&self.page, &self.shown, &former.tree.root, &drawn.tree.root);
        self.drawn = drawn;
    }
}
