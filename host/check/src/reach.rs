//! The search for a customer who meets conditions, over all the ways in which they could hold.
//! It also shows that one condition holds wherever another does.
//! The search is sound but not complete: if it cannot tell, it answers "possible".

use std::collections::BTreeMap;

use paywall_runtime::rule::compile::Targets;
use paywall_runtime::rule::condition::{Group, Node};
use paywall_runtime::rule::leaf::Leaf;

use super::identifier::{Domain, domain};
use super::witness::{Literal, exclude};

/// The number of steps after which a search gives up.
const STEPS: usize = 10_000;

/// The number of conflicts that are reported at most.
const CONFLICTS: usize = 3;

/// A condition that is to hold (true) or not to hold (false).
pub(super) type Goal<'a> = (&'a Node, bool);

/// A search over the conditions of one document.
#[derive(Debug)]
pub(super) struct Search<'a> {
    targets: &'a Targets,
    now: f64,
    /// True if values that the app passes are taken for single ones, although they could be lists.
    singles: bool,
    steps: usize,
    /// The first few groups of comparisons that were found to exclude each other.
    pub(super) conflicts: Vec<Conflict>,
}

/// A group of comparisons that exclude each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Conflict {
    /// The identifier that they compare.
    pub(super) identifier: String,
    /// The comparisons, for people.
    pub(super) texts: Vec<String>,
}

/// The comparisons taken on so far, by identifier: the number of each, and true if it is to hold.
type Taken = BTreeMap<u32, Vec<(u32, bool)>>;

impl<'a> Search<'a> {
    /// Makes a search. With `singles`, values that the app passes are taken for single ones.
    pub(super) fn new(targets: &'a Targets, now: f64, singles: bool) -> Self {
        Self {
            targets,
            now,
            singles,
            steps: 0,
            conflicts: Vec::new(),
        }
    }

    /// Returns true if one customer can meet all goals.
    pub(super) fn is_possible(&mut self, goals: Vec<Goal<'a>>) -> bool {
        self.steps = 0;
        self.meets(goals, &Taken::new())
    }

    /// Meets the last goal in every possible way, and with each the rest.
    fn meets(&mut self, mut goals: Vec<Goal<'a>>, taken: &Taken) -> bool {
        self.steps += 1;
        // In doubt a condition counts as possible: a finding must never be wrong.
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

    /// Meets a group, by all of its children or by any.
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
            // All children are needed: each must hold (and), or each must fail (or).
            goals.extend(children.iter().map(|child| (child, wanted)));
            return self.meets(goals, taken);
        }
        children.iter().any(|child| {
            let mut goals = goals.clone();
            goals.push((child, wanted));
            self.meets(goals, taken)
        })
    }

    /// Takes a comparison on. Returns None if it excludes those taken before.
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

    /// Returns the comparison of a number.
    fn leaf(&self, number: u32) -> Option<&'a Leaf> {
        self.targets.leaves.get(number as usize)
    }

    /// Finds the smallest group of the comparisons that exclude each other.
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

/// Writes a comparison for people.
fn describe(name: &str, (leaf, wanted): Literal<'_>) -> String {
    let values = match &leaf.written {
        serde_json::Value::Null => String::new(),
        values => format!(" {values}"),
    };
    let not = if wanted { "" } else { "not " };
    format!("`{not}{name} {}{values}`", leaf.operator.name)
}
