//! The sale of the stadium: a crowd buys every seat of the demo's ballpark, over HTTP, while others watch.

mod audit;
mod buyer;
mod crowd;
mod line;
mod mix;
mod report;
mod shop;
mod tally;
mod viewers;

pub use line::Line;
pub use report::write as write_sales;
pub use shop::read_order;

use crate::{
    error::Result,
    jari::{Ground, JariOptions, StoreKind},
    usage,
};
use audit::Audit;
use crowd::{Sold, sell};
use std::time::Duration;
use viewers::{Viewers, Watched};

/// The match at the ballpark is the first that the demo makes.
const MATCH: u32 = 1;

/// A sale, and what was found afterwards.
pub struct Outcome {
    store: StoreKind,
    total: usize,
    sold: Sold,
    watched: Watched,
    audit: Audit,
    /// Processor time of the server, from the first buyer until the last order was settled.
    cpu: Duration,
}

impl Outcome {
    /// Whether nothing was found that should not be, and everything is sold.
    pub fn is_good(&self) -> bool {
        self.audit.total() == 0 && self.sold.tally.unexpected.is_empty() && self.sold.sold_out.is_some()
    }
}

/// Sells the ballpark once, over a store of its own.
pub fn measure_sale(options: &JariOptions, kind: StoreKind) -> Result<Outcome> {
    let ground = Ground::of_demo(options, kind)?;
    let lasts = mix::LASTS_SECS.to_string();
    let jari = ground.start_with(&[
        ("JARI_HOLD_TTL_SECS", lasts.clone()),
        ("JARI_PAY_TTL_SECS", lasts),
        ("JARI_MAX_HOLDS", "6".to_owned()),
        // One session is as slow as a person; all of them come from this machine's one address.
        ("JARI_CHANGE_RATE_PER_SESSION", "5".to_owned()),
    ])?;
    let blocks = jari.blocks(MATCH)?;
    let total =
        blocks.iter().map(|block| Ok(jari.board(MATCH, *block)?.ids().count())).sum::<Result<usize>>()?;
    let viewers = Viewers::open(jari.host, MATCH, &blocks)?;
    let before = usage::cpu(jari.id())?;
    let sold = sell(jari.host, MATCH, total)?;
    let cpu = usage::cpu(jari.id())?.saturating_sub(before);
    let watched = viewers.compare()?;
    let audit = Audit::of(&ground, jari.host, &blocks, &sold, &watched)?;
    let log = jari.log();
    if !log.is_empty() {
        eprintln!("The server's log:\n{}", log.lines().take(40).collect::<Vec<_>>().join("\n"));
    }
    Ok(Outcome { store: kind, total, sold, watched, audit, cpu })
}
