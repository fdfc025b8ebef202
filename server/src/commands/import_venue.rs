//! `server import-venue`: a venue from its files.

use super::{CommandError, say};
use crate::{
    rdb::Database,
    venue::{MAX_FILE_BYTES, VenueImport, read_venue},
};
use jari_core::domain::VenueId;
use std::{
    fs,
    path::{Path, PathBuf},
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The seating plan, in pretix's JSON format.
    file: PathBuf,
    /// What the plan lacks: areas and sections, prices, accessible seats.
    #[arg(long)]
    details: Option<PathBuf>,
}

pub(super) async fn run(db: &Database, args: &Args) -> Result<(), CommandError> {
    let plan = read(&args.file)?;
    let details = args.details.as_deref().map(read).transpose()?;
    let venue = read_venue(&plan, details.as_deref())?;
    let id = db.import.import_venue(&venue).await?;
    say(summary(id, &venue));
    Ok(())
}

fn read(path: &Path) -> Result<String, CommandError> {
    let cannot = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    // A disk image is not taken into memory to find that it is no venue.
    if fs::metadata(path).map_err(cannot)?.len() > MAX_FILE_BYTES as u64 {
        return Err(format!("{} has more than {MAX_FILE_BYTES} bytes", path.display()).into());
    }
    Ok(fs::read_to_string(path).map_err(cannot)?)
}

/// What was loaded, in a line.
pub(super) fn summary(id: VenueId, venue: &VenueImport) -> String {
    format!("Venue {id}: {}, {} seats in {} blocks", venue.name, venue.seat_count(), venue.blocks().count())
}
