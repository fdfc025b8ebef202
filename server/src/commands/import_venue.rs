//! `server import-venue`: a venue from its files.

use super::CommandError;
use crate::{
    rdb::sqlite::{Sqlite, import_venue},
    venue::{VenueImport, read_venue},
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The largest venue file, in bytes: ten times the demo's.
const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The seating plan, in pretix's JSON format.
    file: PathBuf,
    /// What the plan lacks: areas and sections, prices, accessible seats.
    #[arg(long)]
    details: Option<PathBuf>,
}

pub(super) async fn run(db: &Sqlite, args: &Args) -> Result<(), CommandError> {
    let plan = read(&args.file)?;
    let details = args.details.as_deref().map(read).transpose()?;
    let venue = read_venue(&plan, details.as_deref())?;
    let id = import_venue(db, &venue).await?;
    println!("Venue {id}: {}, {} seats in {} blocks", venue.name, count_seats(&venue), count_blocks(&venue));
    Ok(())
}

fn read(path: &Path) -> Result<String, CommandError> {
    let cannot = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    if fs::metadata(path).map_err(cannot)?.len() > MAX_FILE_BYTES {
        return Err(format!("{} has more than {MAX_FILE_BYTES} bytes", path.display()).into());
    }
    Ok(fs::read_to_string(path).map_err(cannot)?)
}

pub(super) fn count_blocks(venue: &VenueImport) -> usize {
    venue.areas.iter().flat_map(|area| &area.sections).map(|section| section.blocks.len()).sum()
}

pub(super) fn count_seats(venue: &VenueImport) -> usize {
    let blocks = venue.areas.iter().flat_map(|area| &area.sections).flat_map(|section| &section.blocks);
    blocks.map(|block| block.seats.len()).sum()
}
