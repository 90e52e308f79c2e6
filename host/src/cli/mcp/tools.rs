//! The list of all tools.

use rmcp::model;

use super::tool::Tool;
use super::{change, draft, explain, list, publish, render, schedule, schema};

/// Makes all tools, or those that work on a file alone.
pub(super) fn all(with_center: bool) -> Vec<Tool> {
    let groups = [
        list::tools(),
        schema::tools(),
        draft::tools(),
        change::tools(),
        render::tools(),
        explain::tools(),
        publish::tools(),
        schedule::tools(),
    ];
    let tools = groups.into_iter().flatten();
    tools
        .filter(|tool| with_center || !tool.needs_center)
        .collect()
}

/// Describes the tools in the words of the protocol.
pub(super) fn listed(with_center: bool) -> Vec<model::Tool> {
    all(with_center).iter().map(Tool::described).collect()
}
