//! A paywall on the page: its nodes, its style sheets, and the stage that it tells of events.

use wasm_bindgen::prelude::*;
use web_sys::Node;

use super::dom::Page;
use crate::paywall::resolve::Rendering;
use crate::paywall::static_css;
use crate::paywall::view::View;
use crate::string::Shared;
use crate::tree::{Tree, diff};

#[wasm_bindgen]
extern "C" {
    /// The page's part in showing a paywall (`www/runtime/stage.js`).
    #[derive(Clone)]
    pub type Stage;

    /// Replaces all rules of one of the two style sheets: the paywall's, or with `own` those of this tree.
    #[wasm_bindgen(method, catch)]
    fn style(this: &Stage, own: bool, css: &str) -> Result<(), JsValue>;

    /// Makes the nodes of a tree, which `tree` says in JSON (`www/runtime/nodes.js`).
    #[wasm_bindgen(method)]
    pub fn make(this: &Stage, tree: JsValue) -> Node;

    /// Hears that something happened, when the page already shows its effect.
    ///
    /// `events` is the JSON of a list, `page` the name of the paywall's page. `focus` is the `data-tap` value of the
    /// element that has the focus first on that page, empty where none has.
    #[wasm_bindgen(method, catch)]
    fn hear(this: &Stage, events: JsValue, page: &str, focus: &str) -> Result<(), JsValue>;
}

/// The stage of a paywall that is on show, with the page and the first focus it shows.
#[derive(Clone)]
pub struct OnShow {
    stage: Stage,
    page: String,
    focus: Shared,
}

impl OnShow {
    /// Takes over the page and the first focus of what is drawn.
    pub fn turn(&mut self, drawn: &Drawn) {
        self.page.clone_from(&drawn.page);
        self.focus = drawn.tree.focus.clone().unwrap_or_default();
    }

    /// Tells the stage of events. An error that a listener throws is the listener's own affair.
    pub fn hear(&self, events: JsValue) {
        let _ = self.stage.hear(events, &self.page, &self.focus);
    }
}

/// A paywall ready to be put on the page.
pub struct Drawn {
    css: String,
    page: String,
    tree: Tree,
}

impl Drawn {
    /// Draws a rendering. The announcer, which speaks to screen readers, is on the page but not seen.
    pub fn new(view: &View<'_>, rendering: Rendering<'_>) -> Self {
        const ANNOUNCER: &str = ".announcer{position:absolute;top:0;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}";
        Self {
            css: static_css(view) + ANNOUNCER,
            page: rendering.page.into(),
            tree: rendering.tree,
        }
    }
}

/// The nodes of a paywall on the page, and the drawing they show.
pub struct Mounted {
    page: Page,
    pub shown: Node,
    drawn: Drawn,
    stage: Stage,
}

impl Mounted {
    /// Makes the nodes, unless they are `shown` already, and the style sheets.
    ///
    /// # Errors
    /// The page's exception, when it refuses a sheet.
    pub fn new(drawn: Drawn, shown: Option<Node>, stage: Stage) -> Result<(Self, OnShow), JsValue> {
        let page = Page(stage.clone());
        let shown = match shown {
            Some(shown) => shown,
            None => {
                stage.style(false, &drawn.css)?;
                stage.style(true, &drawn.tree.dynamic_css)?;
                page.element(&drawn.tree.root)
            }
        };
        let mut place = OnShow {
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

    /// Changes the page where `drawn` differs from what it shows.
    pub fn show(&mut self, drawn: Drawn) {
        let former = &mut self.drawn;
        // The sheet changes only with another paywall or another scale.
        if drawn.css != former.css {
            let _ = self.stage.style(false, &drawn.css);
            // A server writes the tree's rules into the sheet that was just replaced, so they are written anew.
            former.tree.dynamic_css.clear();
        }
        if drawn.tree.dynamic_css != former.tree.dynamic_css {
            let _ = self.stage.style(true, &drawn.tree.dynamic_css);
        }
        diff::patch(&self.page, &self.shown, &former.tree.root, &drawn.tree.root);
        self.drawn = drawn;
    }
}
