//! The command line. `docs/host.md` explains it.

#[cfg(feature = "server")]
mod assets;
mod campaign;
#[cfg(feature = "server")]
mod center;
mod check;
mod clock;
#[cfg(feature = "shell")]
mod completions;
mod context;
#[cfg(feature = "server")]
mod control;
#[cfg(feature = "server")]
mod customers;
mod doctor;
mod end;
mod examples;
mod explain;
mod flow;
#[cfg(feature = "server")]
mod health;
#[cfg(feature = "server")]
mod host;
mod import;
mod inside;
#[cfg(feature = "shell")]
mod manual;
#[cfg(feature = "mcp")]
mod mcp;
mod new;
mod output;
#[cfg(feature = "server")]
mod owner;
#[cfg(all(test, feature = "server"))]
mod pages;
#[cfg(feature = "server")]
mod preview;
mod prices;
mod scenario;
mod schema;
mod serve;
#[cfg(feature = "camera")]
mod shoot;
mod show;
mod simulate;
mod source;
mod texts;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "paywall",
    version,
    about = "Checks paywall documents, shows what a customer would see, and serves the preview page."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Name everything in a document that is wrong or passed over
    Check(check::Arguments),
    /// Write a small complete document to begin with
    New(new::Arguments),
    /// Make campaign rules of templates that others have found to work
    Campaign(campaign::Arguments),
    /// Say which paywall a customer gets, and by which rule
    Decide(show::Decide),
    /// Walk a customer through a flow, step by step
    Flow(flow::Arguments),
    /// Write the paywall a customer gets as HTML
    Render(show::Render),
    /// Make a document of another vendor's paywalls
    Import(import::Arguments),
    /// Take a document's texts to translators and back
    Texts(texts::Arguments),
    /// Write JSON Schema of documents, requests, answers, components or settings, or OpenAPI of the Control Center
    Schema(schema::Arguments),
    /// Play a list of logins, purchases and store messages, and say who owns what after each
    Scenario(scenario::Arguments),
    /// Keep devices, users and purchases, and talk to SDKs
    #[cfg(feature = "server")]
    Host(host::Arguments),
    /// Ask a host of this machine whether it works, as containers do
    #[cfg(feature = "server")]
    Health(health::Arguments),
    /// Say what happened to a user, and why they have what they have
    #[cfg(feature = "server")]
    History(host::History),
    /// Forget a user, while a host goes on working or before it begins
    #[cfg(feature = "server")]
    Forget(host::Forget),
    /// Copy the SQLite database into a new file, while a host goes on working
    #[cfg(feature = "server")]
    Backup(host::Backup),
    /// Say that the database was put back to an older state, before a host starts
    #[cfg(feature = "server")]
    Restored(host::Restored),
    /// Make somebody an owner of the Control Center, such as one who lost the password, and print the links
    #[cfg(feature = "server")]
    Owner(owner::Arguments),
    /// Start a host with a Control Center and a sample app, in a folder of its own
    #[cfg(feature = "server")]
    Control(control::Arguments),
    /// Open the Control Center on this machine, signed in, with the sample app; or on a document, to look at it
    #[cfg(feature = "server")]
    Preview(preview::Arguments),
    /// Write what is live, a revision or a draft into a file
    #[cfg(feature = "server")]
    Pull(center::pull::Arguments),
    /// Make a revision of a document and publish it
    #[cfg(feature = "server")]
    Publish(center::publish::Arguments),
    /// Take over what is live in another environment
    #[cfg(feature = "server")]
    Promote(center::deploy::Promote),
    /// Make a revision live again that was live before
    #[cfg(feature = "server")]
    Rollback(center::deploy::Rollback),
    /// Say in sentences how two revisions, drafts or files differ
    #[cfg(feature = "server")]
    Diff(center::diff::Arguments),
    /// Publish at a later time
    #[cfg(feature = "server")]
    Schedule(center::schedule::Arguments),
    /// Say who published what, and who did what
    #[cfg(feature = "server")]
    Log(center::log::Arguments),
    /// Say what an experiment has shown so far, in numbers that can be believed
    #[cfg(feature = "server")]
    Results(center::results::Arguments),
    /// Let an assistant see and change paywalls, over the Model Context Protocol
    #[cfg(feature = "mcp")]
    Mcp(mcp::Arguments),
    /// Send a whole population through a document, and count who sees what
    Simulate(simulate::Arguments),
    /// Photograph the states of documents, in a browser that is installed
    #[cfg(feature = "camera")]
    Shoot(shoot::Shoot),
    /// Say which states look different in two folders of pictures, and how much
    #[cfg(feature = "camera")]
    Compare(shoot::Compare),
    /// Serve the preview page for engineers: the bytes of browser and server compared, and scenarios
    Serve(serve::Arguments),
    /// Say what is missing on this machine, and what of a host's settings will not work
    Doctor(doctor::Arguments),
    /// Write the script by which a shell completes commands, flags and files
    #[cfg(feature = "shell")]
    Completions(completions::Arguments),
    /// Write the manual pages of all commands
    #[cfg(feature = "shell")]
    Manual(manual::Arguments),
}

/// Runs the command that the arguments name.
///
/// The exit code is 0 on success and 2 on an error.
/// It is 1 if `check --strict` met only warnings, or if a scenario does not end as it expects.
pub fn run() -> ExitCode {
    let program = examples::add(Arguments::command());
    let read = Arguments::from_arg_matches(&program.clone().get_matches());
    let command = read.unwrap_or_else(|error| error.exit()).command;
    carry_out(command, program).unwrap_or_else(|error| {
        output::complain(&error);
        ExitCode::from(2)
    })
}

/// Carries out a command. Those that write about all commands are given the whole `program`.
#[cfg_attr(not(feature = "shell"), allow(unused_variables))]
fn carry_out(command: Command, program: clap::Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Check(arguments) => check::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
        Command::Campaign(arguments) => done(campaign::run(&arguments)),
        Command::Decide(arguments) => done(show::decide(&arguments)),
        Command::Flow(arguments) => done(flow::run(&arguments)),
        Command::Render(arguments) => done(show::render(&arguments)),
        Command::Import(arguments) => done(import::run(&arguments)),
        Command::Texts(arguments) => done(texts::run(&arguments)),
        Command::Scenario(arguments) => scenario::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        #[cfg(feature = "server")]
        Command::Host(arguments) => done(host::run(&arguments)),
        #[cfg(feature = "server")]
        Command::Health(arguments) => health::run(&arguments),
        #[cfg(feature = "server")]
        Command::History(arguments) => done(host::history(&arguments)),
        #[cfg(feature = "server")]
        Command::Forget(arguments) => done(host::forget(&arguments)),
        #[cfg(feature = "server")]
        Command::Backup(arguments) => done(host::backup(&arguments)),
        #[cfg(feature = "server")]
        Command::Restored(arguments) => done(host::restored(&arguments)),
        #[cfg(feature = "server")]
        Command::Owner(arguments) => done(owner::run(&arguments)),
        #[cfg(feature = "server")]
        Command::Control(arguments) => done(control::run(&arguments)),
        #[cfg(feature = "server")]
        Command::Preview(arguments) => done(preview::run(&arguments)),
        #[cfg(feature = "server")]
        Command::Pull(arguments) => center::pull::run(&arguments),
        #[cfg(feature = "server")]
        Command::Publish(arguments) => center::publish::run(&arguments),
        #[cfg(feature = "server")]
        Command::Promote(arguments) => center::deploy::promote(&arguments),
        #[cfg(feature = "server")]
        Command::Rollback(arguments) => center::deploy::rollback(&arguments),
        #[cfg(feature = "server")]
        Command::Diff(arguments) => center::diff::run(&arguments),
        #[cfg(feature = "server")]
        Command::Schedule(arguments) => center::schedule::run(&arguments),
        #[cfg(feature = "server")]
        Command::Log(arguments) => center::log::run(&arguments),
        #[cfg(feature = "server")]
        Command::Results(arguments) => center::results::run(&arguments),
        #[cfg(feature = "mcp")]
        Command::Mcp(arguments) => mcp::run(arguments),
        Command::Simulate(arguments) => done(simulate::run(&arguments)),
        #[cfg(feature = "camera")]
        Command::Shoot(arguments) => done(shoot::shoot(&arguments)),
        #[cfg(feature = "camera")]
        Command::Compare(arguments) => shoot::compare(&arguments),
        Command::Serve(arguments) => done(serve::run(&arguments)),
        Command::Doctor(arguments) => doctor::run(&arguments),
        #[cfg(feature = "shell")]
        Command::Completions(arguments) => done(completions::run(&arguments, program)),
        #[cfg(feature = "shell")]
        Command::Manual(arguments) => done(manual::run(&arguments, program)),
    }
}

/// Says that a command did what it should, unless it failed.
fn done(result: anyhow::Result<()>) -> anyhow::Result<ExitCode> {
    result.map(|()| ExitCode::SUCCESS)
}
