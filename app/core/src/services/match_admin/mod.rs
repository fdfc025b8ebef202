//! MatchAdminService: what operators do with matches.

mod error;

pub use error::{Choices, MatchAdminError};

use crate::{
    domain::{CategoryId, MatchId, MatchInfo, PriceCategory, Sale, SaleWindow, Schedule, UnixMillis, Venue},
    ports::{Catalogue, Clock, MatchAdmin, SalesLedger, StoreError},
};
use error::{MAX_NAME, MAX_PRICE};
use std::sync::Arc;

/// A match's new times. What is not given stays as it is.
#[derive(Clone, Copy, Debug)]
pub struct Postponement {
    /// When it begins.
    pub starts_at: UnixMillis,
    /// When its sale opens.
    pub sale_opens_at: Option<UnixMillis>,
    /// When its sale closes.
    pub sale_closes_at: Option<UnixMillis>,
}

/// Changes matches for operators. Whoever reads a match, through whichever instance, sees a change within a second.
#[derive(Clone)]
pub struct MatchAdminService {
    catalogue: Arc<dyn Catalogue>,
    admin: Arc<dyn MatchAdmin>,
    ledger: Arc<dyn SalesLedger>,
    clock: Arc<dyn Clock>,
}

impl MatchAdminService {
    /// A service over these ports.
    pub fn new(
        catalogue: Arc<dyn Catalogue>,
        admin: Arc<dyn MatchAdmin>,
        ledger: Arc<dyn SalesLedger>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { catalogue, admin, ledger, clock }
    }

    /// The name that a match is to have, without space around it.
    ///
    /// # Errors
    /// [`MatchAdminError::BadName`].
    pub fn name(text: &str) -> Result<String, MatchAdminError> {
        let name = text.trim();
        let fits =
            !name.is_empty() && name.chars().count() <= MAX_NAME && !name.chars().any(char::is_control);
        if fits { Ok(name.to_owned()) } else { Err(MatchAdminError::BadName) }
    }

    /// That a match may have these times; `force` lets pass what is possible and most likely a slip.
    ///
    /// # Errors
    /// [`MatchAdminError::Impossible`] or [`MatchAdminError::Unlikely`].
    pub fn check_schedule(&self, schedule: Schedule, force: bool) -> Result<(), MatchAdminError> {
        match schedule.check(self.clock.now()) {
            Err(fault) if !fault.may_be_meant() => Err(MatchAdminError::Impossible(fault)),
            Err(fault) if !force => Err(MatchAdminError::Unlikely(fault)),
            _ => Ok(()),
        }
    }

    /// A match.
    ///
    /// # Errors
    /// [`MatchAdminError::NoMatch`], or a store that cannot answer.
    pub async fn find(&self, id: MatchId) -> Result<MatchInfo, MatchAdminError> {
        if let Some(info) = self.catalogue.find_match(id).await? {
            return Ok(info);
        }
        let matches = self.catalogue.matches().await?;
        let there = Choices::new(matches.into_iter().map(|info| (info.id.0, info.name)));
        Err(MatchAdminError::NoMatch { id, there })
    }

    /// Gives a match another name.
    ///
    /// # Errors
    /// A [`MatchAdminError`] says why it was not done.
    pub async fn rename(&self, id: MatchId, name: &str) -> Result<MatchInfo, MatchAdminError> {
        let name = Self::name(name)?;
        self.update(id, |before| Ok(MatchInfo { name, ..before.clone() })).await
    }

    /// Moves a match in time, and its sale if that is asked for. A sale that was closed may open again in this way.
    ///
    /// # Errors
    /// A [`MatchAdminError`] says why it was not done.
    pub async fn postpone(
        &self,
        id: MatchId,
        to: Postponement,
        force: bool,
    ) -> Result<MatchInfo, MatchAdminError> {
        self.update(id, |before| {
            if before.cancelled_at.is_some() {
                return Err(MatchAdminError::Cancelled(id));
            }
            let sale = SaleWindow {
                opens_at: to.sale_opens_at.unwrap_or(before.sale.opens_at),
                closes_at: to.sale_closes_at.or(before.sale.closes_at),
            };
            // A sale that was closed before it opened may stay so.
            let stays_shut = sale == before.sale && sale.closes_at == Some(sale.opens_at);
            let judged = if stays_shut { SaleWindow { closes_at: None, ..sale } } else { sale };
            self.check_schedule(Schedule { starts_at: to.starts_at, sale: judged }, force)?;
            Ok(MatchInfo { starts_at: to.starts_at, sale, ..before.clone() })
        })
        .await
    }

    /// Closes a match's sale now. What is on hold may still be bought while it lasts.
    ///
    /// # Errors
    /// A [`MatchAdminError`] says why it was not done.
    pub async fn close(&self, id: MatchId) -> Result<MatchInfo, MatchAdminError> {
        let now = self.clock.now();
        self.update(id, |before| Ok(MatchInfo { sale: closed(before.sale, now), ..before.clone() })).await
    }

    /// Cancels a match for good: its sale is closed, and what is on hold is not sold any more. What was sold stays sold.
    ///
    /// # Errors
    /// A [`MatchAdminError`] says why it was not done.
    pub async fn cancel(&self, id: MatchId) -> Result<MatchInfo, MatchAdminError> {
        let now = self.clock.now();
        self.update(id, |before| {
            let cancelled_at = Some(before.cancelled_at.unwrap_or(now));
            Ok(MatchInfo { cancelled_at, sale: closed(before.sale, now), ..before.clone() })
        })
        .await
    }

    /// Deletes a match of which nothing was sold, with all that is on hold in it.
    ///
    /// # Errors
    /// A [`MatchAdminError`] says why it was not done.
    pub async fn delete(&self, id: MatchId) -> Result<MatchInfo, MatchAdminError> {
        let info = self.find(id).await?;
        let sold = self.ledger.sold(id).await?.len();
        if sold > 0 {
            return Err(MatchAdminError::Sold { id, sold });
        }
        if self.admin.delete(id).await? { Ok(info) } else { Err(MatchAdminError::InUse(id)) }
    }

    /// Sets what a seat of a category, given by its name or number, costs at a match. What is sold already keeps its price.
    ///
    /// # Errors
    /// A [`MatchAdminError`] says why it was not done.
    pub async fn set_price(
        &self,
        id: MatchId,
        category: &str,
        price: i64,
    ) -> Result<PriceCategory, MatchAdminError> {
        if !(0..=MAX_PRICE).contains(&price) {
            return Err(MatchAdminError::BadPrice(price));
        }
        let venue = self.venue(id).await?;
        let asked = category.trim();
        let number = asked.parse().ok().map(CategoryId);
        let categories = &venue.categories;
        // A name may be a number as well, and comes first.
        let found = categories
            .iter()
            .find(|category| category.name == asked)
            .or_else(|| categories.iter().find(|category| Some(category.id) == number));
        let Some(found) = found else {
            let there = categories.iter().map(|category| (category.id.0, category.name.clone()));
            let asked = asked.to_owned();
            return Err(MatchAdminError::NoCategory { id, asked, there: Choices::new(there) });
        };
        self.admin.set_price(id, found.id, price).await?;
        Ok(PriceCategory { price: Some(price), ..found.clone() })
    }

    /// What was sold of a match, and the venue that the seats are in.
    ///
    /// # Errors
    /// [`MatchAdminError::NoMatch`], or a store that cannot answer.
    pub async fn sold(&self, id: MatchId) -> Result<(Arc<Venue>, Vec<Sale>), MatchAdminError> {
        let venue = self.venue(id).await?;
        Ok((venue, self.ledger.sold(id).await?))
    }

    /// The venue that a match is at.
    ///
    /// # Errors
    /// [`MatchAdminError::NoMatch`], or a store that cannot answer.
    pub async fn venue(&self, id: MatchId) -> Result<Arc<Venue>, MatchAdminError> {
        let info = self.find(id).await?;
        let missing = || StoreError::Inconsistent(format!("match {id} is at a venue that is not there"));
        Ok(self.catalogue.venue(info.venue_id).await?.ok_or_else(missing)?)
    }

    /// Reads a match, and writes what becomes of it unless somebody else was faster; answers how it is now.
    async fn update(
        &self,
        id: MatchId,
        change: impl FnOnce(&MatchInfo) -> Result<MatchInfo, MatchAdminError>,
    ) -> Result<MatchInfo, MatchAdminError> {
        let before = self.find(id).await?;
        let after = change(&before)?;
        if self.admin.update(&before, &after).await? { Ok(after) } else { Err(MatchAdminError::Changed(id)) }
    }
}

/// The sale as it is when it is closed now, unless it was before. One that has yet to open never does.
fn closed(sale: SaleWindow, now: UnixMillis) -> SaleWindow {
    let closes_at = sale.closes_at.map_or(now, |closes_at| closes_at.min(now));
    SaleWindow { opens_at: sale.opens_at.min(closes_at), closes_at: Some(closes_at) }
}
