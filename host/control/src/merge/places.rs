//! The places of a part's things after a merge: which are left, and where each stands.
//!
//! First each place is settled by itself. Then what does not fit together is taken back to where the base has it, until
//! everything has a parent, nothing holds itself, and a field for one thing holds one. Things come back at most once, and no
//! place is tried twice, so this ends; in the base everything fits.

use std::collections::{BTreeMap, BTreeSet};

use super::conflict::{Conflict, Kind};
use super::part::{Sides, Trees};
use crate::operation::Destination;
use crate::tree::{Key, Place, Tree};

/// The places of the things that are left.
pub(super) struct Places<'a> {
    sides: &'a Sides<'a>,
    trees: &'a Trees,
    /// The places; the part itself has none.
    pub places: BTreeMap<Key, Option<Place>>,
    pub conflicts: Vec<Conflict>,
    /// The things that are in conflict already: nobody is asked twice.
    told: BTreeSet<(Kind, Key)>,
    /// The places where things could not stand.
    tried: BTreeSet<(Key, Place)>,
}

impl<'a> Places<'a> {
    /// Settles the places of all things.
    pub fn settle(sides: &'a Sides<'a>, trees: &'a Trees) -> Self {
        let mut places = Self {
            sides,
            trees,
            places: BTreeMap::new(),
            conflicts: Vec::new(),
            told: BTreeSet::new(),
            tried: BTreeSet::new(),
        };
        places.each();
        places.removed(&trees.ours, &trees.theirs);
        places.removed(&trees.theirs, &trees.ours);
        while places.parents() || places.crowds() || places.circles() {}
        places
    }

    /// Settles each place by itself; what a side removed is left out.
    fn each(&mut self) {
        let nodes = self
            .trees
            .all()
            .into_iter()
            .flat_map(|tree| tree.nodes.keys());
        let keys: BTreeSet<&Key> = nodes.collect();
        for key in keys {
            let [base, ours, theirs] = self
                .trees
                .node(key)
                .map(|node| node.map(|node| &node.place));
            let place = match (base, ours, theirs) {
                (_, Some(ours), Some(theirs)) if ours == theirs => ours,
                (Some(base), Some(ours), Some(theirs)) if theirs == base || ours == base => {
                    if theirs == base {
                        ours
                    } else {
                        theirs
                    }
                }
                (base, Some(ours), Some(theirs)) => {
                    self.tell_move(key);
                    let first = if self.sides.is_first { ours } else { theirs };
                    base.filter(|base| self.is_left(base)).unwrap_or(first)
                }
                (None, Some(one), None) | (None, None, Some(one)) => one,
                _ => continue,
            };
            self.places.insert(key.clone(), place.clone());
        }
    }

    /// Brings back what one side removed and the other one changed, as a whole.
    fn removed(&mut self, remover: &Tree, keeper: &Tree) {
        let base = &self.trees.base;
        let is_gone = |key: &Key| {
            base.nodes.contains_key(key)
                && !remover.nodes.contains_key(key)
                && keeper.nodes.contains_key(key)
        };
        let mut roots = BTreeSet::new();
        for key in keeper.nodes.keys().filter(|key| is_gone(key)) {
            if is_changed(base, keeper, key) {
                let mut root = key;
                while let Some(parent) = parent(base, root).filter(|parent| is_gone(parent)) {
                    root = parent;
                }
                roots.insert(root);
            }
        }
        for root in roots {
            for key in base.below(root).into_iter().filter(|key| is_gone(key)) {
                let place = keeper.nodes.get(&key).and_then(|node| node.place.clone());
                self.places.insert(key, place);
            }
            self.tell_removal(root);
        }
    }

    /// Gives a parent to what has none any more; returns whether there was any.
    fn parents(&mut self) -> bool {
        let is_orphan = |(key, place): (&Key, &Option<Place>)| {
            let place = place.as_ref()?;
            (!self.places.contains_key(&place.parent)).then(|| (key.clone(), place.clone()))
        };
        let orphans: Vec<(Key, Place)> = self.places.iter().filter_map(is_orphan).collect();
        for (key, place) in &orphans {
            if self.trees.base.nodes.contains_key(&place.parent) {
                let [base, ours, theirs] = self.trees.node(&place.parent);
                let place_of_parent = ours.or(theirs).or(base).and_then(|node| node.place.clone());
                self.places.insert(place.parent.clone(), place_of_parent);
                self.tell_removal(&place.parent);
            } else {
                self.yield_place(key, place);
            }
        }
        !orphans.is_empty()
    }

    /// Leaves one thing in each field that holds one; returns whether any had more.
    fn crowds(&mut self) -> bool {
        let mut held: BTreeMap<Place, Vec<Key>> = BTreeMap::new();
        for (key, place) in &self.places {
            if let Some(place) = place {
                held.entry(place.clone()).or_default().push(key.clone());
            }
        }
        held.retain(|place, keys| keys.len() > 1 && self.trees.is_single(place));
        for (place, keys) in &held {
            let first = if self.sides.is_first {
                &self.trees.ours
            } else {
                &self.trees.theirs
            };
            let owners = [&self.trees.base, first].map(|tree| tree.slot(place).first());
            let mut owners = owners
                .into_iter()
                .flatten()
                .filter(|key| keys.contains(key));
            let stays = owners.next().or(keys.first()).cloned();
            if self
                .told
                .insert((Kind::Crowded, format!("{} {}", place.parent, place.slot)))
            {
                let values = self
                    .trees
                    .all()
                    .map(|tree| tree.slot(place).first().map(|key| tree.value(key)));
                let conflict = Conflict::of_crowd(self.sides.name.clone(), place.clone(), values);
                self.conflicts.push(conflict);
            }
            for key in keys.iter().filter(|key| Some(*key) != stays.as_ref()) {
                self.yield_place(key, place);
            }
        }
        !held.is_empty()
    }

    /// Takes back the moves by which things would hold themselves; returns whether there were any.
    fn circles(&mut self) -> bool {
        let mut found = BTreeSet::new();
        let mut good: BTreeSet<Key> = BTreeSet::new();
        for key in self.places.keys() {
            let mut walked: Vec<&Key> = Vec::new();
            let mut at = Some(key);
            while let Some(here) = at.filter(|here| !good.contains(*here)) {
                if let Some(from) = walked.iter().position(|seen| *seen == here) {
                    found.extend(walked.iter().skip(from).map(|key| (*key).clone()));
                    break;
                }
                walked.push(here);
                at = self
                    .places
                    .get(here)
                    .and_then(Option::as_ref)
                    .map(|place| &place.parent);
            }
            good.extend(walked.into_iter().cloned());
        }
        let is_base = |key: &Key, place: &Place| {
            let base = self.trees.base.nodes.get(key);
            base.is_none_or(|node| node.place.as_ref() == Some(place))
        };
        let found = found.into_iter().filter_map(|key| {
            let place = self.places.get(&key).cloned().flatten()?;
            Some((key, place))
        });
        // Those that the base has somewhere else go back; only if there are none, new ones give way.
        let (settled, moved): (Vec<_>, Vec<_>) =
            found.partition(|(key, place)| is_base(key, place));
        let back = if moved.is_empty() { settled } else { moved };
        for (key, place) in &back {
            self.tell_move(key);
            self.yield_place(key, place);
        }
        !back.is_empty()
    }

    /// Moves a thing out of a place where it cannot stand: back to where the base has it, or to where a side has it, or away
    /// if there is no such place. No place is tried twice.
    fn yield_place(&mut self, key: &Key, place: &Place) {
        self.tried.insert((key.clone(), place.clone()));
        let [base, ours, theirs] = self.trees.node(key);
        let (first, second) = if self.sides.is_first {
            (ours, theirs)
        } else {
            (theirs, ours)
        };
        let is_left = base.is_some_and(|node| self.is_left(&node.place));
        let nodes = match is_left {
            true => [base, first, second],
            false => [first, second, base],
        };
        let places = nodes.into_iter().flatten();
        let mut places = places.filter_map(|node| node.place.clone());
        let free = places.find(|place| !self.tried.contains(&(key.clone(), place.clone())));
        match free {
            Some(place) => {
                self.tell_move(key);
                self.places.insert(key.clone(), Some(place));
            }
            None => {
                self.places.remove(key);
            }
        }
    }

    /// Returns true if a place of the base is left in one of the sides.
    fn is_left(&self, place: &Option<Place>) -> bool {
        let parent = place.as_ref().map(|place| &place.parent);
        parent.is_none_or(|parent| {
            let [_, ours, theirs] = self.trees.node(parent);
            ours.or(theirs).is_some()
        })
    }

    /// Notes a conflict about a thing's place.
    fn tell_move(&mut self, key: &Key) {
        if self.told.insert((Kind::Moved, key.clone())) {
            let sides = self.trees.all().map(|tree| spot(tree, key));
            let conflict = Conflict::of_place(self.sides.name.clone(), key.clone(), sides);
            self.conflicts.push(conflict);
        }
    }

    /// Notes a conflict about a thing that a side removed. What both removed comes back only for something in it whose place
    /// is a conflict of its own.
    fn tell_removal(&mut self, key: &Key) {
        let [_, ours, theirs] = self.trees.node(key);
        if ours.or(theirs).is_some() && self.told.insert((Kind::Removed, key.clone())) {
            let sides = self.trees.values(key);
            let conflict = Conflict::of_removal(self.sides.name.clone(), Some(key.clone()), sides);
            self.conflicts.push(conflict);
        }
    }
}

/// Returns the parent of a thing.
fn parent<'t>(tree: &'t Tree, key: &str) -> Option<&'t Key> {
    Some(&tree.nodes.get(key)?.place.as_ref()?.parent)
}

/// Returns true if a side changed a thing: its attributes, its place, or what was put into it.
fn is_changed(base: &Tree, side: &Tree, key: &str) -> bool {
    let (Some(old), Some(new)) = (base.nodes.get(key), side.nodes.get(key)) else {
        return true;
    };
    let place = |tree: &Tree, key: &str| tree.nodes.get(key).map(|node| node.place.clone());
    let mut children = new.slots.values().flat_map(|slot| &slot.children);
    old.attributes != new.attributes
        || old.place != new.place
        || children.any(|child| place(base, child) != place(side, child))
}

/// Returns where a thing stands in a tree, and after whom.
fn spot(tree: &Tree, key: &Key) -> Option<(Destination, Option<Key>)> {
    let place = tree.nodes.get(key)?.place.clone()?;
    let slot = tree.nodes.get(&place.parent)?.slots.get(&place.slot)?;
    let at = slot.children.iter().position(|child| child == key)?;
    let before = at
        .checked_sub(1)
        .and_then(|at| slot.children.get(at))
        .cloned();
    let Place { parent, slot: path } = place;
    let single = slot.is_single;
    Some((
        Destination {
            parent,
            slot: path,
            single,
        },
        before,
    ))
}
