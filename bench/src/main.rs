//! The benchmark: a real Jari under load, beside what bounds it.

mod changes;
mod cli;
mod error;
mod jari;
mod load;
mod report;
mod sale;
mod servers;
mod spread;
mod stores;
mod streams;
mod usage;
mod viewers;
mod wire;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
