//! The binary: reads the command line and does what it says.

use mimalloc::MiMalloc;
use server::{commands::Cli, telemetry};
use std::{error::Error, process::ExitCode};

/// The threads of a crowd's requests wait for each other in the system's own allocator.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::read();
    let telemetry = match telemetry::begin() {
        Ok(telemetry) => telemetry,
        Err(error) => return failed(&error),
    };
    let done = cli.run().await;
    telemetry.end().await;
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&*error),
    }
}

fn failed(error: &dyn Error) -> ExitCode {
    eprintln!("error: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        eprintln!("because: {error}");
        cause = error.source();
    }
    ExitCode::FAILURE
}
