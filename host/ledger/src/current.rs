//! The app as it is configured at present: replaced in one step, while what is under way goes on with the one that it
//! began with.

use std::sync::{Arc, PoisonError, RwLock};

use super::app::App;
use super::id::AppId;

/// The place of an app's configuration. Cheap to clone; all clones change together.
#[derive(Debug, Clone)]
pub struct Current {
    id: AppId,
    app: Arc<RwLock<Arc<App>>>,
}

impl From<App> for Current {
    fn from(app: App) -> Self {
        Self::of(app)
    }
}

impl Current {
    /// Begins with a configuration.
    pub fn of(app: impl Into<Arc<App>>) -> Self {
        let app = app.into();
        Self {
            id: app.id.clone(),
            app: Arc::new(RwLock::new(app)),
        }
    }

    /// Returns the id of the app, which stays.
    pub const fn id(&self) -> &AppId {
        &self.id
    }

    /// Returns the configuration as it is now. A transaction asks once, so that it does not mix two.
    pub fn now(&self) -> Arc<App> {
        Arc::clone(&self.app.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Has everything that begins from now on go by another configuration. The id stays as it was.
    pub fn replace(&self, app: App) {
        let id = self.id.clone();
        let app = Arc::new(App { id, ..app });
        *self.app.write().unwrap_or_else(PoisonError::into_inner) = app;
    }
}
