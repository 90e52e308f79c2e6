//! Whether conditions can hold at all, and whether one holds wherever another does: a search over all the ways in which
//! they could. Sound, not complete: what it cannot tell counts as possible.

use std::collections::BTreeMap;

use paywall_runtime::campaign::compile::Targets;
use paywall_runtime::campaign::condition::{Group, Node};
use paywall_runtime::campaign::leaf::Leaf;

use super::identifier::{Domain, domain};
use super::witness::{Literal, exclude};

/// Steps after which a search gives up.
const STEPS: usize = 10_000;

/// Conflicts that are told.
const CONFLICTS: usize = 3;

/// A condition that is to hold, or not to hold.
pub(super) type Goal<'a> = (&'a Node, bool);

/// A search over the conditions of one document.
#[derive(Debug)]
pub(super) struct Search<'a> {
    targets: &'a Targets,
    now: f64,
    /// Whether what the app passes is taken for a single value, though it could be a list.
    singles: bool,
    steps: usize,
    /// Comparisons that were found to exclude each other, the first few.
    pub(super) conflicts: Vec<Conflict>,
}

/// Comparisons that exclude each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Conflict {
    /// Their identifier.
    pub(super) identifier: String,
    /// What they ask, for people.
    pub(super) texts: Vec<String>,
}

/// The comparisons taken on so far, by identifier: the number of the comparison, and whether it is to hold.
type Taken = BTreeMap<u32, Vec<(u32, bool)>>;

impl<'a> Search<'a> {
    pub(super) fn new(targets: &'a Targets, now: f64, singles: bool) -> Self {
        Self {
            targets,
            now,
            singles,
            steps: 0,
            conflicts: Vec::new(),
        }
    }

    /// Whether all goals can be met by one customer.
    pub(super) fn is_possible(&mut self, goals: Vec<Goal<'a>>) -> bool {
        self.steps = 0;
        self.meets(goals, &Taken::new())
    }

    fn meets(&mut self, mut goals: Vec<Goal<'a>>, taken: &Taken) -> bool {
        self.steps += 1;
        if self.steps > STEPS {
            return true;
        }
        let Some((node, wanted)) = goals.pop() else {
            return true;
        };
        match node {
            Node::Leaf(number, _) => {
                let taken = self.take(taken, *number, wanted);
                taken.is_some_and(|taken| self.meets(goals, &taken))
            }
            Node::Audience(_, node) => {
                goals.push((node, wanted));
                self.meets(goals, taken)
            }
            Node::Group(group, children) => self.group(*group, children, wanted, goals, taken),
        }
    }

    fn group(
        &mut self,
        group: Group,
        children: &'a [Node],
        wanted: bool,
        mut goals: Vec<Goal<'a>>,
        taken: &Taken,
    ) -> bool {
        let wanted = wanted != matches!(group, Group::Not | Group::Nor);
        // An `or` of nothing holds, as an `and` of nothing does.
        let any = matches!(group, Group::Or | Group::Nor) && !children.is_empty();
        if any != wanted {
            // All of them: each holds (and), or each fails (or).
            goals.extend(children.iter().map(|child| (child, wanted)));
            return self.meets(goals, taken);
        }
        children.iter().any(|child| {
            let mut goals = goals.clone();
            goals.push((child, wanted));
            self.meets(goals, taken)
        })
    }

    /// Takes a comparison on; none where it excludes those taken before.
    fn take(&mut self, taken: &Taken, number: u32, wanted: bool) -> Option<Taken> {
        let leaf = self.leaf(number)?;
        let mut taken = taken.clone();
        let same = taken.entry(leaf.slot).or_default();
        if !same.contains(&(number, wanted)) {
            same.push((number, wanted));
        }
        let literals: Vec<_> = same
            .iter()
            .filter_map(|(number, wanted)| Some((self.leaf(*number)?, *wanted)))
            .collect();
        let identifier = self.targets.identifiers.get(leaf.slot as usize)?;
        let mut domain = domain(&identifier.name);
        if domain == Domain::Any && self.singles {
            domain = Domain::Single;
        }
        if !exclude(&literals, &domain, self.now) {
            return Some(taken);
        }
        if self.conflicts.len() < CONFLICTS {
            let conflict = self.explain(&identifier.name, &literals, &domain);
            if !self.conflicts.contains(&conflict) {
                self.conflicts.push(conflict);
            }
        }
        None
    }

    fn leaf(&self, number: u32) -> Option<&'a Leaf> {
        self.targets.leaves.get(number as usize)
    }

    /// The fewest of the comparisons that exclude each other.
    fn explain(&self, name: &str, literals: &[Literal<'_>], domain: &Domain) -> Conflict {
        let one = literals.iter().map(|one| vec![*one]);
        let two = literals
            .iter()
            .flat_map(|one| literals.iter().map(|other| vec![*one, *other]));
        let fewest = one.chain(two).find(|some| exclude(some, domain, self.now));
        let fewest = fewest.unwrap_or_else(|| literals.to_vec());
        let texts = fewest.iter().map(|literal| describe(name, *literal));
        Conflict {
            identifier: name.to_owned(),
            texts: texts.collect(),
        }
    }
}

fn describe(name: &str, (leaf, wanted): Literal<'_>) -> String {
    let values = match &leaf.written {
        serde_json::Value::Null => String::new(),
        values => format!(" {values}"),
    };
    let not = if wanted { "" } else { "not " };
    format!("`{not}{name} {}{values}`", leaf.operator.name)
}
