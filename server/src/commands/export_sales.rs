//! `server export-sales`: what was sold of a match, for other programs.

use super::{CommandError, admin};
use crate::rdb::Database;
use jari_core::domain::{Block, MatchId, Sale, Seat, SeatId, Venue};
use serde::Serialize;
use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufWriter, Write},
    path::PathBuf,
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The match's number.
    #[arg(long = "match", value_name = "ID", value_parser = admin::parse_id::<MatchId>)]
    match_id: MatchId,
    /// In which form.
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// The file to write, in place of what is there; without it, it is printed.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// Lines with commas between the values, and a first line that names them.
    Csv,
    /// A list of objects.
    Json,
}

/// The names of a [`Line`]'s values, which are written also where nothing was sold.
const HEADINGS: [&str; 12] = [
    "match_id",
    "seat_id",
    "seat_guid",
    "area",
    "section",
    "block",
    "row",
    "number",
    "category",
    "cart",
    "sold_at",
    "order_id",
];

/// A seat that was sold, under the names that programs read it by. Names may be added, at the end.
#[derive(Serialize)]
struct Line<'a> {
    match_id: i64,
    seat_id: i64,
    seat_guid: &'a str,
    area: &'a str,
    section: &'a str,
    block: &'a str,
    row: &'a str,
    number: &'a str,
    category: &'a str,
    cart: &'a str,
    sold_at: String,
    order_id: &'a str,
}

pub(super) async fn run(db: &Database, args: &Args) -> Result<(), CommandError> {
    let (venue, sold) = admin::service(db).sold(args.match_id).await?;
    let lines = lines(&venue, &sold)?;
    match &args.output {
        Some(path) => {
            let cannot = |error: io::Error| format!("cannot write {}: {error}", path.display());
            let file = File::create(path).map_err(cannot)?;
            Ok(write(&lines, args.format, file).map_err(cannot)?)
        }
        None => Ok(write(&lines, args.format, io::stdout().lock())?),
    }
}

/// What was sold, in the order of the venue.
fn lines<'a>(venue: &'a Venue, sold: &'a [Sale]) -> Result<Vec<Line<'a>>, CommandError> {
    let seats: HashMap<SeatId, (&Block, &Seat)> = venue
        .blocks
        .iter()
        .flat_map(|block| block.seats.iter().map(move |seat| (seat.id, (block, seat))))
        .collect();
    let mut sold: Vec<_> = sold.iter().collect();
    sold.sort_by_key(|sale| (sale.block_id, sale.seat_id));
    sold.into_iter()
        .map(|sale| {
            let missing = || format!("seat {} was sold, and is not in the venue", sale.seat_id);
            let (block, seat) = seats.get(&sale.seat_id).ok_or_else(missing)?;
            let category = venue.categories.iter().find(|category| Some(category.id) == seat.category_id);
            Ok(Line {
                match_id: sale.match_id.0,
                seat_id: sale.seat_id.0,
                seat_guid: &seat.guid,
                area: block.info.area_name.as_str(),
                section: block.info.section_name.as_str(),
                block: block.info.name.as_str(),
                row: &seat.row,
                number: &seat.number,
                category: category.map_or("", |category| category.name.as_str()),
                cart: sale.cart.as_str(),
                sold_at: admin::time(sale.sold_at)?,
                order_id: sale.order.as_str(),
            })
        })
        .collect()
}

fn write(lines: &[Line<'_>], format: Format, to: impl Write) -> io::Result<()> {
    let mut to = BufWriter::new(to);
    match format {
        Format::Csv => {
            let mut csv = csv::WriterBuilder::new().has_headers(false).from_writer(&mut to);
            csv.write_record(HEADINGS)?;
            for line in lines {
                csv.serialize(line)?;
            }
            csv.flush()?;
            drop(csv);
        }
        Format::Json => {
            serde_json::to_writer_pretty(&mut to, lines)?;
            writeln!(to)?;
        }
    }
    to.flush()
}
