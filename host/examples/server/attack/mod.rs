//! Attacks, and the measure of what others notice of them.

mod connections;
mod databases;
mod documents;
mod flood;
mod neighbour;
mod silence;

use clap::{Args, ValueEnum};

use crate::Outcome;
use crate::held::Held;
use crate::place::Place;

#[derive(Args)]
pub struct Attack {
    /// The attacks to make; all of them without any
    #[arg(value_enum)]
    scenarios: Vec<Scenario>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Scenario {
    /// One anonymous client makes all the calls it can for a minute
    Flood,
    /// Twelve documents are asked for in turn
    Documents,
    /// The receiver of events never answers for one user of twenty
    Silence,
    /// 900 connections begin a request and never end it
    Connections,
    /// All customers of another app call as fast as they can
    Neighbour,
    /// SQLite and PostgreSQL side by side, unharmed
    Databases,
}

impl Attack {
    pub async fn run(&self, place: &Place) -> Outcome<()> {
        let all = Scenario::value_variants();
        let chosen = if self.scenarios.is_empty() {
            all
        } else {
            &self.scenarios
        };
        let mut held = Held::new();
        for scenario in chosen {
            match scenario {
                Scenario::Flood => flood::run(place, &mut held).await?,
                Scenario::Documents => documents::run(place, &mut held).await?,
                Scenario::Silence => silence::run(place, &mut held).await?,
                Scenario::Connections => connections::run(place, &mut held).await?,
                Scenario::Neighbour => neighbour::run(place, &mut held).await?,
                Scenario::Databases => databases::run(place).await?,
            }
        }
        held.all()
    }
}
