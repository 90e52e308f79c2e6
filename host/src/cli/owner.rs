//! The command `paywall owner`, for whoever runs a host whose Control Center nobody can get into any more.

use std::fmt::Write as _;

use anyhow::{Result, ensure};
use clap::Args;
use paywall_control::policy::Role;
use paywall_host::database::Database;
use paywall_host::database::control::{Invitation, People};

use super::{host, output};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    place: host::Place,
    /// The e-mail address of the owner: one who lost the password, or somebody new
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// The app [default: all]
    #[arg(long, value_name = "ID")]
    app: Option<String>,
}

/// The one who does it, as the audit says it.
const ACTOR: &str = "command line";

/// Makes somebody an owner, and prints the links by which that person gets in. A host may run meanwhile.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    host::runtime()?.block_on(async {
        let settings = host::settings(&arguments.place)?;
        ensure!(settings.control.is_some(), "the settings have no [control]");
        let named = |id: &str| arguments.app.as_deref().is_none_or(|app| app == id);
        let apps = settings.apps.iter().map(|app| app.id.as_str());
        let apps: Vec<&str> = apps.filter(|id| named(id)).collect();
        ensure!(!apps.is_empty(), "the settings have no such app");
        let database = Database::open(&settings.database).await?;
        let origin = settings.control.as_ref().and_then(|it| it.origin.clone());
        let origin = origin.unwrap_or_else(|| format!("http://{}", settings.listen));
        let said = links(&People::new(&database), &apps, &arguments.email, &origin).await;
        database.close().await;
        output::print(said?.as_bytes())
    })
}

/// Makes the links, and says what each is for.
async fn links(people: &People, apps: &[&str], email: &str, origin: &str) -> Result<String> {
    let now = host::now();
    let mut out = String::new();
    let known = people.credentials(email).await?.map(|it| it.person);
    if let Some(person) = &known {
        let link = people.password_link(person, ACTOR, now).await?;
        writeln!(
            out,
            "a new password, within an hour: {origin}/control/password/{link}"
        )?;
    }
    for app in apps {
        let members = people.members(app).await?;
        let member = members
            .iter()
            .find(|it| Some(&it.person.id) == known.as_ref());
        match member {
            Some(member) if member.role == Role::Owner => {}
            Some(member) => {
                let person = &member.person.id;
                people
                    .set_role(app, person, Role::Owner, ACTOR, now)
                    .await?;
                writeln!(out, "{email} is an owner of {app} now")?;
            }
            None => {
                let name = email.split('@').next().unwrap_or(email);
                let role = Role::Owner;
                let invitation = Invitation { email, name, role };
                let link = people.invite(app, &invitation, ACTOR, now).await?;
                writeln!(
                    out,
                    "an owner of {app}, within a week: {origin}/control/invitation/{link}"
                )?;
            }
        }
    }
    Ok(out)
}
