//! Products of the app that are put into a paywall's menus.

use serde_json::{Map, Value};

use super::{Done, Selected, into};
use crate::content::Name;
use crate::operation::Operation;
use crate::tree::{Key, Path, Place};

/// The fields of a product that a menu has.
const FIELDS: [&str; 5] = ["id", "sku_ref_id", "name", "sku_type", "entitlements"];

impl Selected<'_> {
    /// Puts a product into the menu that is selected, or else the first; one that is there already is selected.
    pub fn sell(&self, product: &Value) -> Done {
        let id = product.get("id").and_then(Value::as_str);
        let (Some(id), Some(menu)) = (id, self.menu()) else {
            return Done::default();
        };
        let key = format!("{menu}/product:{id}");
        let mut done = Done {
            operations: Vec::new(),
            ids: vec![key.clone()],
        };
        if self.node(&key).is_some() {
            return done;
        }
        let field = |name: &str| Some((name.to_owned(), product.get(name)?.clone()));
        let value = Map::from_iter(FIELDS.into_iter().filter_map(field));
        let place = Place {
            parent: menu,
            slot: Path(vec!["products".to_owned()]),
        };
        let Name { section, part } = self.name.clone();
        done.operations.push(Operation::Insert {
            section,
            part,
            after: self.tree.slot(&place).last().cloned(),
            into: Some(into(&place)),
            value: Value::Object(value),
        });
        done
    }

    /// Finds the menu that is selected, or in which something is; the first one otherwise.
    fn menu(&self) -> Option<Key> {
        let all = self.tree.nodes.keys();
        let menus = all.filter(|id| id.starts_with("menu:") && !id.contains('/'));
        let menus: Vec<&Key> = menus.collect();
        let holds = |menu: &&&Key| {
            let mut inside = self
                .ids
                .iter()
                .filter_map(|id| id.strip_prefix(menu.as_str()));
            inside.any(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let chosen = menus.iter().find(holds).or(menus.first());
        chosen.map(|menu| (*menu).clone())
    }
}
