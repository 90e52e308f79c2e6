//! The command `paywall campaign`, which makes campaign rules of templates.

use std::path::PathBuf;

use anyhow::{Context, Result, anyhow};
use clap::{Args, Subcommand};
use paywall_host::campaign::{
    self, Instance, Names, Template, expected, fill, pretty, template, templates,
};
use serde_json::{Map, Value as Json};

use super::{output, source};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the campaign templates
    List,
    /// Say what a template does, and what it needs
    Show(Show),
    /// Write the rules of a template into a document
    New(New),
}

#[derive(Args)]
struct Show {
    /// The name of the template
    template: String,
    /// Write the template itself, as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct New {
    /// The name of the template
    template: String,
    /// The document, which stays as it is but for what is added
    #[arg(long, value_name = "FILE")]
    document: PathBuf,
    /// A parameter and its value, once for each; lists are written with commas, or as JSON
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = assignment)]
    set: Vec<(String, String)>,
    /// Write the document here instead of to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Splits a parameter from its value.
fn assignment(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=');
    let (name, value) = parts.ok_or("expected NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    match &arguments.command {
        Command::List => list(),
        Command::Show(arguments) => show(arguments),
        Command::New(arguments) => new(arguments),
    }
}

/// Makes an error with the code that it has.
fn coded(error: campaign::Error) -> anyhow::Error {
    anyhow!("[{}] {error}", error.code())
}

/// Lists the templates, a line each.
fn list() -> Result<()> {
    let width = templates()
        .iter()
        .map(|template| template.template.len())
        .max();
    let width = width.unwrap_or_default();
    let line =
        |template: &Template| format!("{:width$}  {}\n", template.template, template.sentence);
    let lines: String = templates().iter().map(line).collect();
    output::print(lines.as_bytes())
}

/// Writes what a template does and needs.
fn show(arguments: &Show) -> Result<()> {
    let template = template(&arguments.template).map_err(coded)?;
    if arguments.json {
        return output::print(template.text().as_bytes());
    }
    let none = Map::new();
    let names = Names::of(&none, &template.template);
    let mut out = format!("{}\n{}\n\nParameters\n", template.title, template.sentence);
    for (name, schema) in template.properties() {
        let about = schema
            .get("description")
            .and_then(Json::as_str)
            .unwrap_or_default();
        let default = match schema.get("default") {
            Some(default) => format!(", {default} if not set"),
            None if template.requires(name) => ", must be set".to_owned(),
            None => ", may be left out".to_owned(),
        };
        out += &format!("  {name}: {}{default}\n      {about}\n", expected(schema));
    }
    let wanted = [
        ("Paywalls", &template.paywalls),
        ("Products", &template.products),
    ];
    for (title, wanted) in wanted.iter().filter(|(_, wanted)| !wanted.is_empty()) {
        out += &format!("\n{title}\n");
        for wanted in *wanted {
            out += &format!("  {}: {}\n", wanted.parameter, wanted.is);
            for menu in &wanted.menus {
                let menu = fill(menu, &names).unwrap_or_else(|| menu.clone());
                out += &format!("      with the product group {}\n", pretty(&menu, 8));
            }
        }
    }
    out += &needs(template);
    out += "\nWho gets what\n";
    for example in &template.examples {
        let gets = fill(&example.gets, &names).unwrap_or_default();
        out += &format!("  {}: {}\n", example.is, got(&gets));
    }
    output::print(out.as_bytes())
}

/// Says what an example gets.
fn got(gets: &Json) -> String {
    let text = |name: &str| gets.get(name).and_then(Json::as_str);
    match (text("heldOut"), text("rule")) {
        (Some(holdout), _) => format!("nothing, held out by {holdout}"),
        (None, rule) => format!("the rule {}", rule.unwrap_or_default()),
    }
}

/// Says what the app must send, and how the campaign is judged.
fn needs(template: &Template) -> String {
    let mut out = String::new();
    let wanted = [
        ("Events", &template.events),
        ("Attributes", &template.attributes),
    ];
    for (title, wanted) in wanted.iter().filter(|(_, wanted)| !wanted.is_empty()) {
        out += &format!("\n{title} that the app sends\n");
        for named in *wanted {
            out += &format!("  {}: {}\n", named.name, named.is);
        }
    }
    let metric = &template.metric;
    out += &format!(
        "\nJudged by {}, without harm to {}\n",
        metric.primary,
        metric.guardrails.join(", ")
    );
    out
}

/// Writes the rules of a template into a document, and says what was made.
fn new(arguments: &New) -> Result<()> {
    let template = template(&arguments.template).map_err(coded)?;
    let name = arguments.document.display();
    let bytes = source::read(&arguments.document)?;
    let text = String::from_utf8(bytes).with_context(|| format!("{name}: expected UTF-8"))?;
    let plain = text.trim_start_matches('\u{feff}');
    let document: Json = serde_json::from_str(plain)
        .with_context(|| format!("{name}: expected a document of plain JSON"))?;
    let mut set = Map::new();
    for (name, value) in &arguments.set {
        let value = campaign::from_text(template, name, value).map_err(coded)?;
        set.insert(name.clone(), value);
    }
    let instance = campaign::instantiate(&document, template, &set).map_err(coded)?;
    let written = campaign::insert(&text, &instance).map_err(coded)?;
    output::write(arguments.output.as_deref(), written.as_bytes())?;
    output::tell(&made(template, &instance));
    Ok(())
}

/// Says which rules were made, and what they need.
fn made(template: &Template, instance: &Instance) -> String {
    let mut out = String::new();
    for rule in &instance.rules {
        let text = |name: &str| rule.get(name).and_then(Json::as_str).unwrap_or_default();
        let priority = rule
            .get("priority")
            .and_then(Json::as_i64)
            .unwrap_or_default();
        out += &format!(
            "added: rule \"{}\" at {} \"{}\", priority {priority}\n",
            text("rule"),
            text("type"),
            text("value")
        );
    }
    let names = Names::of(&instance.parameters, &instance.id);
    let words = |text: &str| match fill(&text.into(), &names) {
        Some(Json::String(text)) => text,
        _ => text.to_owned(),
    };
    for wanted in &template.paywalls {
        let id = instance.parameters.get(&wanted.parameter);
        let id = id
            .filter(|id| id.is_string())
            .map_or(wanted.parameter.clone(), Json::to_string);
        out += &format!("needed: paywall {id}: {}\n", words(&wanted.is));
    }
    for named in template.events.iter().chain(&template.attributes) {
        out += &format!(
            "needed: the app sends {}: {}\n",
            words(&named.name),
            words(&named.is)
        );
    }
    out
}
