//! The benchmark: a real Jari under load, beside what bounds it.

mod changes;
mod error;
mod jari;
mod servers;
mod spread;
mod streams;
mod usage;
mod viewers;
mod wire;

use clap::{Parser, Subcommand};
use error::Result;
use jari::{Ground, JariOptions, StoreKind};
use std::{net::SocketAddr, process::ExitCode, time::Duration};
use streams::Target;

#[derive(Debug, Parser)]
#[command(name = "bench", about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    jari: JariOptions,
    #[arg(long, default_value_t = 10, global = true)]
    seconds: u64,
}

#[derive(Debug, Subcommand)]
enum Command {
    Streams {
        viewers: usize,
        rate: u32,
    },
    Floor {
        viewers: usize,
        rate: u32,
    },
    Nchan {
        viewers: usize,
        rate: u32,
    },
    Idle {
        viewers: usize,
    },
    Storm {
        viewers: usize,
    },
    /// The floor itself, in a process of its own.
    #[command(hide = true)]
    ServeFloor {
        host: SocketAddr,
    },
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<()> {
    let time = Duration::from_secs(cli.seconds);
    let jari = || -> Result<(Ground, Target)> {
        let ground = Ground::new(&cli.jari, StoreKind::Sqlite)?;
        let id = ground.create_match()?;
        let jari = ground.start()?;
        let target = Target::jari(jari, id, 24)?;
        Ok((ground, target))
    };
    match cli.command {
        Command::ServeFloor { host } => servers::serve_floor(host),
        Command::Streams { viewers, rate } => {
            let (_g, mut t) = jari()?;
            println!("{:?}", streams::measure_fanout(&mut t, viewers, rate, time)?);
            Ok(())
        }
        Command::Floor { viewers, rate } => {
            println!("{:?}", streams::measure_fanout(&mut Target::floor()?, viewers, rate, time)?);
            Ok(())
        }
        Command::Nchan { viewers, rate } => {
            println!("{:?}", streams::measure_fanout(&mut Target::nchan()?, viewers, rate, time)?);
            Ok(())
        }
        Command::Idle { viewers } => {
            let (_g, t) = jari()?;
            println!("{:?}", streams::idle_memory(&t, viewers)?);
            println!("{:?}", streams::idle_load(&t, viewers, time)?);
            Ok(())
        }
        Command::Storm { viewers } => {
            let (_g, mut t) = jari()?;
            println!("{:?}", streams::measure_storm(&mut t, viewers)?);
            Ok(())
        }
    }
}
