//! The best seats together, as the viewer asks for them on the page of a match.

use super::{Notice, OwnHolds, notice::Topic};
use crate::{
    language::path_of_block,
    page_data::{BestTaken, BlockView, Name},
    server_fns::hold_best,
    text,
};
use jari_core::domain::{BlockId, MatchId};
use leptos::{html::Form, prelude::*, task::spawn_local};

/// What a group was given. A handle: copies are of the same.
#[derive(Clone, Copy)]
pub struct BestSeats {
    own: OwnHolds,
    notice: Notice,
    blocks: StoredValue<Vec<(BlockId, Name)>>,
    given: RwSignal<Option<BestTaken>>,
    is_asking: StoredValue<bool>,
}

impl BestSeats {
    /// Nothing so far, at a match with these blocks.
    pub fn new(own: OwnHolds, notice: Notice, blocks: &[BlockView]) -> Self {
        let blocks = blocks.iter().map(|block| (block.info.id, block.info.name.clone())).collect();
        Self {
            own,
            notice,
            blocks: StoredValue::new(blocks),
            given: RwSignal::new(None),
            is_asking: StoredValue::new(false),
        }
    }

    /// The match.
    pub const fn match_id(&self) -> MatchId {
        self.own.match_id()
    }

    /// Whether a group has been given seats that it still has.
    pub fn has_given(&self) -> bool {
        let list = self.own.list();
        let has_all =
            |given: &BestTaken| given.seats.iter().all(|seat| list.iter().any(|held| held.seat_id == *seat));
        self.given.with(|given| given.as_ref().is_some_and(has_all))
    }

    /// Where they are: the block's page and name.
    pub fn link(&self) -> Option<(String, String)> {
        let block_id = self
            .given
            .with(|given| given.as_ref().map(|given| given.block_id))
            .filter(|_| self.has_given())?;
        let href = path_of_block(self.notice.language(), self.match_id(), block_id);
        Some((href, self.name(block_id)))
    }

    /// Asks as the form says.
    pub fn ask(self, form: NodeRef<Form>) {
        self.send(form, String::new());
    }

    /// The same for others than those that were given, which are let go of.
    pub fn ask_for_others(self, form: NodeRef<Form>) {
        let seats = self.given.with_untracked(|given| given.as_ref().map(|given| given.seats.clone()));
        let seats: Vec<_> = seats.iter().flatten().map(ToString::to_string).collect();
        self.send(form, seats.join(","));
    }

    fn send(self, form: NodeRef<Form>, instead_of: String) {
        let Some((count, max_price, accessible)) = browser::read(form) else { return };
        if self.is_asking.try_update_value(|is_asking| std::mem::replace(is_asking, true)) != Some(false) {
            return;
        }
        self.notice.ask();
        let id = self.match_id();
        spawn_local(async move {
            let ask = || hold_best(id, count, max_price.clone(), accessible.clone(), instead_of.clone());
            let answer = self.own.with_session(ask).await;
            let _ = self.is_asking.try_update_value(|is_asking| *is_asking = false);
            match answer {
                Ok(given) => {
                    let (block, language) = (self.name(given.block_id), self.notice.language());
                    let said =
                        text::seats::best_held(language, given.seats.len(), &block, given.is_side_by_side);
                    let _ = self.given.try_set(Some(given));
                    self.notice.tell(Topic::Request, said);
                }
                Err(error) => self.notice.refuse(&error),
            }
            self.own.reread();
        });
    }

    fn name(&self, block_id: BlockId) -> String {
        let language = self.notice.language();
        let find = |blocks: &Vec<(BlockId, Name)>| {
            let found = blocks.iter().find(|(id, _)| *id == block_id);
            found.map(|(_, name)| text::matches::block_name(language, name).to_string())
        };
        self.blocks.try_with_value(find).flatten().unwrap_or_default()
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::*;
    use wasm_bindgen::JsCast;

    /// What the form says: how many, the most that one may cost, and whether for wheelchairs.
    pub(super) fn read(form: NodeRef<Form>) -> Option<(u32, String, String)> {
        let form = form.try_get_untracked().flatten()?;
        let value = |query: &str| -> Option<String> {
            let element = form.query_selector(query).ok()??;
            let value = js_sys::Reflect::get(element.unchecked_ref(), &"value".into()).ok()?;
            value.as_string()
        };
        let accessible = value("[name=accessible]:checked").unwrap_or_default();
        Some((value("[name=count]")?.parse().ok()?, value("[name=max_price]")?, accessible))
    }
}

#[cfg(not(feature = "hydrate"))]
mod browser {
    use super::*;

    pub(super) const fn read(_: NodeRef<Form>) -> Option<(u32, String, String)> {
        None
    }
}
