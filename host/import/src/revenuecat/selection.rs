//! The package that is selected at first.

use crate::fields::Fields;
use crate::limits;

/// Returns the package that a paywall selects: the first one that is marked, else the first one; those of the content
/// come before those of the footer.
pub fn selected(base: &Fields<'_>) -> Option<String> {
    let parts = [
        base.object("stack"),
        base.object("sticky_footer")
            .or_else(|| base.object("footer")),
    ];
    for part in parts.iter().flatten() {
        let mut packages = Vec::new();
        collect(part, 0, &mut packages);
        let marked = packages.iter().find(|(_, marked)| *marked);
        if let Some((id, _)) = marked.or_else(|| packages.first()) {
            return Some(id.clone());
        }
    }
    None
}

/// The fields in which components lie.
const INSIDE: [&str; 3] = ["components", "pages", "tabs"];

/// Collects the packages in a component, in document order.
fn collect(of: &Fields<'_>, depth: usize, out: &mut Vec<(String, bool)>) {
    if depth > 3 * limits::DEPTH || out.len() > limits::COMPONENTS {
        return;
    }
    if of.text("type") == Some("package") {
        let marked = of.flag("is_selected_by_default") == Some(true);
        out.extend(of.text("package_id").map(|id| (id.to_owned(), marked)));
    }
    for name in INSIDE {
        for child in of.objects(name) {
            collect(&child, depth + 1, out);
        }
    }
    for name in ["stack", "countdown_stack"] {
        if let Some(child) = of.object(name) {
            collect(&child, depth + 1, out);
        }
    }
}
