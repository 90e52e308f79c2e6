//! The paths in a module: in its `use` lines and in its code, and the modules they lead to.

use std::collections::BTreeMap;

use super::modules::Module;
use super::plain;

/// The modules of a crate by their paths, and the names that modules pass on.
pub struct Names<'a> {
    modules: BTreeMap<&'a str, &'a Module>,
    /// Names that a module passes on by `pub use`, as full paths, with the module they come from.
    passed_on: BTreeMap<String, String>,
}

/// A use of one module by another.
pub struct Use {
    /// The path of the module that is used.
    pub to: String,
    /// The position of the use in its module.
    pub at: usize,
}

/// A path in a module, as seen from the root of the crate.
struct Found {
    at: usize,
    path: Vec<String>,
    /// Whether it is that of a `pub use`.
    is_passed_on: bool,
}

impl<'a> Names<'a> {
    /// Collects the names of a crate's modules.
    pub fn new(modules: &'a [Module]) -> Self {
        let mut names = Self {
            modules: modules
                .iter()
                .map(|module| (&*module.path, module))
                .collect(),
            passed_on: BTreeMap::new(),
        };
        let mut passed_on = BTreeMap::new();
        for module in modules {
            for found in names.paths(module) {
                if let (true, Some(name)) = (found.is_passed_on, found.path.last()) {
                    let full = join(&module.path, name);
                    passed_on.insert(full, names.module_of(&found.path));
                }
            }
        }
        names.passed_on = passed_on;
        names
    }

    /// Returns the uses of other modules in a module.
    ///
    /// A name that a module passes on is used by those who take it from there, and it is the module it comes from that
    /// they use: a room is not in a circle with its door.
    pub fn uses(&self, module: &Module) -> Vec<Use> {
        let mut out = Vec::new();
        for found in self.paths(module) {
            let to = self.module_of(&found.path);
            if to != module.path && !found.is_passed_on {
                out.push(Use { to, at: found.at });
            }
        }
        out
    }

    /// Returns the module that a path leads to or into.
    fn module_of(&self, path: &[String]) -> String {
        let mut length = path.len();
        while length > 0 && !self.modules.contains_key(&*path[..length].join("::")) {
            length -= 1;
        }
        let module = path[..length].join("::");
        let name = path.get(length).map(|name| join(&module, name));
        let source = name.and_then(|name| self.passed_on.get(&name));
        source.cloned().unwrap_or(module)
    }

    /// Returns all paths of a module that stay in the crate, from its root, with their positions.
    fn paths(&self, module: &Module) -> Vec<Found> {
        let tokens = plain::tokens(&module.plain);
        let (mut out, mut at) = (Vec::new(), 0);
        while let Some(&(position, word)) = tokens.get(at) {
            let before = at.checked_sub(1).and_then(|at| tokens.get(at));
            let before = before.map_or("", |token| token.1);
            let after = tokens.get(at + 1).map_or("", |token| token.1);
            let mut found = Vec::new();
            if word == "use" && after != "<" {
                at = tree(&tokens, at + 1, &[], &mut found);
            } else if after == "::" && !matches!(before, "::" | ".") && !is_visibility(&tokens, at)
            {
                at = path(&tokens, at, &mut found);
            } else {
                at += 1;
            }
            let is_passed_on = word == "use" && matches!(before, "pub" | ")");
            for path in found {
                out.extend(self.absolute(module, &path).map(|path| Found {
                    at: position,
                    path,
                    is_passed_on,
                }));
            }
        }
        out
    }

    /// Returns a path as seen from the root; `None` for one that leads out of the crate.
    fn absolute(&self, module: &Module, path: &[&str]) -> Option<Vec<String>> {
        let mut from: Vec<&str> = module
            .path
            .split("::")
            .filter(|name| !name.is_empty())
            .collect();
        let mut rest = path;
        match path.first()? {
            &"crate" => (from, rest) = (Vec::new(), &path[1..]),
            &"self" => rest = &path[1..],
            &"super" => {
                while let [first, more @ ..] = rest
                    && *first == "super"
                {
                    from.pop();
                    rest = more;
                }
            }
            name => {
                let child = [&*from, &[*name]].concat().join("::");
                self.modules.get(&*child)?;
            }
        }
        from.extend(rest);
        Some(from.into_iter().map(String::from).collect())
    }
}

fn join(module: &str, name: &str) -> String {
    if module.is_empty() {
        name.into()
    } else {
        format!("{module}::{name}")
    }
}

/// Returns whether the path at a token is that of `pub(in path)`, which uses nothing.
fn is_visibility(tokens: &[(usize, &str)], at: usize) -> bool {
    let before = tokens.get(at.saturating_sub(3)..at);
    matches!(before, Some([(_, "pub"), (_, "("), (_, "in")]))
}

/// Reads a path in code, such as `super::view::View`; returns the token behind it.
fn path<'a>(tokens: &[(usize, &'a str)], mut at: usize, out: &mut Vec<Vec<&'a str>>) -> usize {
    let mut names = vec![tokens[at].1];
    at += 1;
    while let [(_, "::"), (_, name), ..] = tokens.get(at..).unwrap_or_default()
        && is_name(name)
    {
        names.push(name);
        at += 2;
    }
    out.push(names);
    at
}

fn is_name(token: &str) -> bool {
    token.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
}

/// Reads the tree of a `use`, such as `a::{b, c::d as e}`; returns the token behind it.
fn tree<'a>(
    tokens: &[(usize, &'a str)],
    mut at: usize,
    prefix: &[&'a str],
    out: &mut Vec<Vec<&'a str>>,
) -> usize {
    let mut names = prefix.to_vec();
    while let Some((_, token)) = tokens.get(at) {
        match *token {
            "{" => {
                at += 1;
                while let Some((_, token)) = tokens.get(at) {
                    match *token {
                        "}" => return at + 1,
                        "," => at += 1,
                        _ => at = tree(tokens, at, &names, out),
                    }
                }
            }
            "as" => at += 2,
            "::" | "*" => at += 1,
            // `a::{self}` is `a`.
            "self" if !prefix.is_empty() => at += 1,
            name if is_name(name) => {
                names.push(name);
                at += 1;
            }
            _ => break,
        }
    }
    out.push(names);
    at
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn found(modules: &[(&str, &str)]) -> Vec<String> {
        let modules: Vec<Module> = modules
            .iter()
            .map(|(path, source)| Module::new(path, Path::new("x.rs"), (*source).into()))
            .collect();
        let names = Names::new(&modules);
        let uses = names.uses(&modules[0]);
        uses.into_iter().map(|found| found.to).collect()
    }

    #[test]
    fn use_trees_lead_to_modules() {
        let source =
            "use crate::b::{self, C, d::{E as F, G}};\nuse std::fmt;\npub use super::b::*;";
        let all = [("a", source), ("b", ""), ("b::d", "")];
        assert_eq!(found(&all), ["b", "b", "b::d", "b::d"]);
        assert!(found(&[("b::d", "pub(in crate::b) mod e;"), ("b", "")]).is_empty());
    }

    #[test]
    fn paths_in_code_lead_to_modules() {
        let source = "fn f() -> impl Fn() + use<'_> { crate::b::g(super::super::d::h, inner::i, other::k, x.d::<u8>()) }";
        let all = [("a::c", source), ("b", ""), ("d", ""), ("a::c::inner", "")];
        assert_eq!(found(&all), ["b", "d", "a::c::inner"]);
    }

    #[test]
    fn what_a_module_passes_on_leads_to_where_it_comes_from() {
        let root = "mod a; mod b; pub use b::Name; pub use b::deep::{Other as Another};";
        let all = [
            ("a", "use crate::{Name, f};"),
            ("", root),
            ("b", ""),
            ("b::deep", ""),
        ];
        assert_eq!(found(&all), ["b", ""]);
        let room = [
            ("b::c", "use super::{D, E};"),
            ("b", "mod c; pub(crate) use self::d::D; pub use c::C;"),
            ("b::d", ""),
        ];
        assert_eq!(found(&room), ["b::d", "b"]);
        assert!(found(&[room[1], room[0], room[2]]).is_empty());
    }

    #[test]
    fn comments_texts_and_tests_use_nothing() {
        let source =
            "// crate::b\nconst A: &str = \"crate::b\";\n#[cfg(test)]\nmod tests { use crate::b; }";
        assert!(found(&[("a", source), ("b", "")]).is_empty());
    }
}
