//! The binary: reads the command line and does what it says.

use clap::Parser;
use server::{commands::Cli, telemetry};
use std::{fmt::Display, process::ExitCode};

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let telemetry = match telemetry::begin() {
        Ok(telemetry) => telemetry,
        Err(error) => return failed(&error),
    };
    let done = cli.run().await;
    telemetry.end().await;
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &dyn Display) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::FAILURE
}
