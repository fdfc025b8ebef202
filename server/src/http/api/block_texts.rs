//! The list of a match's blocks, of which nothing changes from sale to sale but how many seats are free: the rest is written once. A crowd
//! asks for it again and again, and outlines and the cheapest of a thousand seats cost more than all else.

use super::json::Block;
use jari_core::{
    domain::{BlockId, BlockOverview, Counts, MatchPrices, Venue},
    ports::StoreError,
};
use std::{
    collections::VecDeque,
    fmt::Write,
    sync::{Arc, Mutex, PoisonError},
};

/// So many lists are kept, those that were asked for last.
const MOST: usize = 16;

/// The lists that are kept.
#[derive(Default)]
pub struct BlockTexts(Mutex<VecDeque<Arc<Texts>>>);

/// The blocks of a venue at these prices, as JSON.
struct Texts {
    venue: Arc<Venue>,
    prices: MatchPrices,
    blocks: Vec<Text>,
    length: usize,
}

/// A block: what stands before the number of its free seats, and behind it.
struct Text {
    id: BlockId,
    before: String,
    after: String,
}

impl BlockTexts {
    /// The whole answer.
    ///
    /// # Errors
    /// What cannot be.
    pub(in crate::http) fn answer(
        &self,
        venue: &Arc<Venue>,
        prices: &MatchPrices,
        counts: &Counts,
    ) -> Result<String, StoreError> {
        let texts = self.of(venue, prices)?;
        let mut answer = String::with_capacity(texts.length);
        answer += "{\"status\":200,\"data\":{\"blocks\":[";
        for (place, Text { id, before, after }) in texts.blocks.iter().enumerate() {
            let at = counts.blocks.binary_search_by_key(id, |count| count.block_id);
            let free = at.ok().and_then(|at| counts.blocks.get(at)).map_or(0, |count| count.free);
            let comma = if place == 0 { "" } else { "," };
            // Nothing is wrong with writing to a text.
            let _ = write!(answer, "{comma}{before}{free}{after}");
        }
        answer += "]}}";
        Ok(answer)
    }

    fn of(&self, venue: &Arc<Venue>, prices: &MatchPrices) -> Result<Arc<Texts>, StoreError> {
        let is_it = |texts: &Arc<Texts>| Arc::ptr_eq(&texts.venue, venue) && texts.prices == *prices;
        {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(texts) = kept.iter().find(|texts| is_it(texts)) {
                return Ok(Arc::clone(texts));
            }
        }
        let texts = Arc::new(Texts::new(venue, prices)?);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|texts| !is_it(texts));
        kept.push_front(Arc::clone(&texts));
        kept.truncate(MOST);
        Ok(texts)
    }
}

impl Texts {
    fn new(venue: &Arc<Venue>, prices: &MatchPrices) -> Result<Self, StoreError> {
        let blocks = venue.blocks.iter().map(|block| {
            let overview = BlockOverview {
                info: block.info.clone(),
                free: 0,
                outline: block.outline.clone(),
                label: block.label,
                price_from: venue.price_from(block, prices),
            };
            Text::new(block.info.id, overview)
        });
        let blocks: Vec<_> = blocks.collect::<Result<_, _>>()?;
        let length = blocks.iter().map(|text| text.before.len() + text.after.len() + 12).sum::<usize>() + 64;
        Ok(Self { venue: Arc::clone(venue), prices: prices.clone(), blocks, length })
    }
}

impl Text {
    fn new(id: BlockId, overview: BlockOverview) -> Result<Self, StoreError> {
        // No text within JSON has these marks without a backslash before them.
        const FREE: &str = ",\"free\":0,\"";
        let wrong = |error: &dyn ToString| StoreError::Inconsistent(error.to_string());
        let json = serde_json::to_string(&Block::from(overview)).map_err(|error| wrong(&error))?;
        let (before, after) = json.split_once(FREE).ok_or_else(|| wrong(&"a block without free seats"))?;
        Ok(Self { id, before: format!("{before},\"free\":"), after: format!(",\"{after}") })
    }
}
