//! Compares arrows with a list of `ARCHITECTURE.md`.

use std::fmt::Write;

use super::arrows::{Seen, as_arrows};
use super::finding;
use super::map::{self, List};

/// Compares the arrows of the code with a list of the file.
pub fn compare(what: &str, names: &[String], seen: &Seen, lists: &[List], out: &mut Vec<String>) {
    let Some(list) = lists.iter().find(|list| list.name == what) else {
        let message = format!("expected this list:\n{}", proposed(what, names, seen));
        out.push(finding(map::FILE, message));
        return;
    };
    for ((from, to), place) in seen {
        if !list
            .arrows
            .get(from)
            .is_some_and(|allowed| allowed.contains(to))
        {
            let message = format!(
                "`{from}` uses `{to}`, which is not in the list `{what}` of {}",
                map::FILE
            );
            out.push(finding(&**place, message));
        }
    }
    for (from, allowed) in &list.arrows {
        if !names.contains(from) {
            let message = format!("the list `{what}` names `{from}`, which does not exist");
            out.push(finding(map::FILE, message));
        }
        for to in allowed {
            if !seen.contains_key(&(from.clone(), to.clone())) {
                let message =
                    format!("the list `{what}` lets `{from}` use `{to}`, but it does not");
                out.push(finding(map::FILE, message));
            }
        }
    }
    for name in names.iter().filter(|name| !list.arrows.contains_key(*name)) {
        let message = format!("expected a line `{name}: …` in the list `{what}`");
        out.push(finding(map::FILE, message));
    }
    check_order(what, list, out);
}

/// Checks that a list reads from the top down: nothing uses a name above its own line.
fn check_order(what: &str, list: &List, out: &mut Vec<String>) {
    for (line, from) in list.order.iter().enumerate() {
        for above in &list.order[..line] {
            if list.arrows[from].contains(above) {
                let message = format!(
                    "in the list `{what}`, `{above}` must stand below `{from}`, which uses it"
                );
                out.push(finding(map::FILE, message));
            }
        }
    }
}

/// Writes the list that the code would have, from the top down.
fn proposed(what: &str, names: &[String], seen: &Seen) -> String {
    let arrows = as_arrows(seen);
    let mut open = names.to_vec();
    let mut out = format!("```arrows {what}\n");
    while !open.is_empty() {
        // The next line is for a name that no open one uses; in a circle there is none, and any will do.
        let is_used = |name: &String| {
            open.iter()
                .any(|other| arrows.get(other).is_some_and(|to| to.contains(name)))
        };
        let at = open.iter().position(|name| !is_used(name)).unwrap_or(0);
        let name = open.remove(at);
        let to: Vec<_> = arrows
            .get(&name)
            .into_iter()
            .flatten()
            .map(|name| &**name)
            .collect();
        let _ = writeln!(out, "{}", format!("{name}: {}", to.join(", ")).trim_end());
    }
    out + "```"
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares a code in which `a` uses `b` with a list.
    fn messages(list: &str) -> Vec<String> {
        let text = format!("```arrows one\n{list}\n```");
        let names = ["a".into(), "b".into()];
        let mut out = Vec::new();
        compare("one", &names, &seen(), &map::parse(&text), &mut out);
        out
    }

    fn seen() -> Seen {
        [(("a".into(), "b".into()), "a.rs:1".into())].into()
    }

    fn has(found: &[String], part: &str) -> bool {
        found.iter().any(|message| message.contains(part))
    }

    #[test]
    fn a_list_like_the_code_has_no_findings() {
        assert_eq!(messages("a: b\nb:"), [""; 0]);
    }

    #[test]
    fn an_arrow_that_is_not_listed_is_found() {
        assert!(has(&messages("a:\nb:"), "`a` uses `b`"));
    }

    #[test]
    fn a_listed_arrow_or_module_that_is_gone_is_found() {
        let found = messages("a: b\nb: a\nc:");
        assert!(has(&found, "lets `b` use `a`"), "{found:?}");
        assert!(has(&found, "names `c`"), "{found:?}");
        assert!(has(&messages("a: b"), "a line `b"));
    }

    #[test]
    fn a_list_that_does_not_read_from_the_top_down_is_found() {
        assert!(has(&messages("b:\na: b"), "`b` must stand below `a`"));
    }

    #[test]
    fn the_proposed_list_reads_from_the_top_down() {
        let names = ["b".into(), "a".into()];
        let list = proposed("one", &names, &seen());
        assert_eq!(list, "```arrows one\na: b\nb:\n```");
        assert_eq!(map::parse(&list)[0].order, ["a", "b"]);
    }
}
