//! MatchAdminService: what operators do with matches.

mod error;
mod price_list;

pub use error::{Choices, MatchAdminError, PriceListFault};
pub use price_list::{AskedPrices, AskedType};

use crate::{
    domain::{
        CategoryId, Currency, Language, MatchId, MatchInfo, Name, OrphanRule, PriceCategory, Sale,
        SaleWindow, Schedule, TimeZoneName, UnixMillis, Venue,
    },
    ports::{Catalogue, Clock, MatchAdmin, SalesLedger, StoreError},
};
use error::MAX_PRICE;
use std::sync::Arc;

/// What a match is to be called.
#[derive(Clone, Debug, Default)]
pub struct Renaming {
    /// By itself; as before without it. What the name before was translated to is not this one's.
    pub name: Option<String>,
    /// In which languages it is called otherwise from now on. Nothing but space takes a translation away.
    pub translations: Vec<(Language, String)>,
}

impl Renaming {
    /// The name that comes of it.
    ///
    /// # Errors
    /// [`MatchAdminError::BadName`].
    pub fn of(&self, before: Option<&Name>) -> Result<Name, MatchAdminError> {
        let clean = |text| Name::clean(text).map_err(|_| MatchAdminError::BadName);
        let own = self.name.as_deref().map(clean).transpose()?;
        let mut name = match (own, before) {
            (None, None) => return Err(MatchAdminError::BadName),
            (None, Some(before)) => before.clone(),
            (Some(own), Some(before)) if before.as_str() == own => before.clone(),
            (Some(own), _) => own.into(),
        };
        for (language, text) in &self.translations {
            let text = if text.trim().is_empty() { None } else { Some(clean(text)?) };
            name = name.with(*language, text);
        }
        Ok(name)
    }
}

/// A match's new times. What is not given stays as it is.
#[derive(Clone, Debug)]
pub struct Postponement {
    /// Where it takes place, as far as clocks go.
    pub time_zone: Option<TimeZoneName>,
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
        let there = Choices::new(matches.into_iter().map(|info| (info.id.0, info.name.to_string())));
        Err(MatchAdminError::NoMatch { id, there })
    }

    /// Gives a match another name.
    ///
    /// # Errors
    /// A [`MatchAdminError`] says why it was not done.
    pub async fn rename(&self, id: MatchId, to: &Renaming) -> Result<MatchInfo, MatchAdminError> {
        self.update(id, |before| Ok(MatchInfo { name: to.of(Some(&before.name))?, ..before.clone() })).await
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
            let time_zone = to.time_zone.unwrap_or_else(|| before.time_zone.clone());
            Ok(MatchInfo { time_zone, starts_at: to.starts_at, sale, ..before.clone() })
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

    /// Sets what a seat of a category, given by its name or number, costs at a match, in the smallest unit of the match's currency,
    /// which may be set with it until something is sold. What is sold already keeps its price.
    ///
    /// # Errors
    /// A [`MatchAdminError`] says why it was not done.
    pub async fn set_price(
        &self,
        id: MatchId,
        category: &str,
        price: i64,
        currency: Option<Currency>,
    ) -> Result<(PriceCategory, Currency), MatchAdminError> {
        if !(0..=MAX_PRICE).contains(&price) {
            return Err(MatchAdminError::BadPrice(price));
        }
        let before = self.find(id).await?;
        let venue = self.venue(id).await?;
        let Some(found) = category_of(&venue, category) else {
            let (asked, there) = (category.trim().to_owned(), choices(&venue));
            return Err(MatchAdminError::NoCategory { id, asked, there });
        };
        let currency = currency.unwrap_or(before.currency);
        if currency != before.currency {
            self.require_unsold(&before).await?;
            self.update(id, |before| Ok(MatchInfo { currency, ..before.clone() })).await?;
        }
        self.admin.set_price(id, found.id, price).await?;
        Ok((PriceCategory { price: Some(price), ..found.clone() }, currency))
    }

    /// Gives a match a price list in place of the one before, all of it or nothing. What is sold already keeps its price.
    ///
    /// # Errors
    /// A [`MatchAdminError`] says why it was not done, and where in the list that is.
    pub async fn set_prices(&self, id: MatchId, asked: AskedPrices) -> Result<MatchInfo, MatchAdminError> {
        let before = self.find(id).await?;
        let venue = self.venue(id).await?;
        let currency = asked.currency.unwrap_or(before.currency);
        let list = asked.read(id, &venue)?;
        if currency != before.currency {
            self.require_unsold(&before).await?;
        }
        if !self.admin.set_price_list(&before, currency, &list).await? {
            return Err(MatchAdminError::Changed(id));
        }
        Ok(MatchInfo { currency, prices: before.prices.clone().with_list(list), ..before })
    }

    /// Sets what becomes of choices that leave one free seat alone.
    ///
    /// # Errors
    /// A [`MatchAdminError`] says why it was not done.
    pub async fn set_orphan_rule(&self, id: MatchId, rule: OrphanRule) -> Result<MatchInfo, MatchAdminError> {
        self.update(id, |before| Ok(MatchInfo { orphan_rule: rule, ..before.clone() })).await
    }

    /// That the match's currency may change: what was sold was sold for it.
    async fn require_unsold(&self, info: &MatchInfo) -> Result<(), MatchAdminError> {
        if self.ledger.sold(info.id).await?.is_empty() {
            return Ok(());
        }
        Err(MatchAdminError::SoldFor { id: info.id, currency: info.currency })
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

/// The category of a venue that is called so, or has this number. A name may be a number as well, and comes first.
fn category_of<'a>(venue: &'a Venue, asked: &str) -> Option<&'a PriceCategory> {
    let asked = asked.trim();
    let number = asked.parse().ok().map(CategoryId);
    let categories = &venue.categories;
    let named = categories.iter().find(|category| category.name.as_str() == asked);
    named.or_else(|| categories.iter().find(|category| Some(category.id) == number))
}

/// A venue's categories, for whoever asked for one that is not there.
fn choices(venue: &Venue) -> Choices {
    Choices::new(venue.categories.iter().map(|category| (category.id.0, category.name.to_string())))
}

/// The sale as it is when it is closed now, unless it was before. One that has yet to open never does.
fn closed(sale: SaleWindow, now: UnixMillis) -> SaleWindow {
    let closes_at = sale.closes_at.map_or(now, |closes_at| closes_at.min(now));
    SaleWindow { opens_at: sale.opens_at.min(closes_at), closes_at: Some(closes_at) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{En, Ko};

    #[test]
    fn a_new_name_has_no_translation_of_the_old_one() {
        let before = Name::from("개막전").with(En, Some("Opening Day"));
        let to = |name: Option<&str>, translations: &[(Language, &str)]| {
            let translations =
                translations.iter().map(|(language, text)| (*language, (*text).to_owned())).collect();
            Renaming { name: name.map(str::to_owned), translations }
        };
        let named = |to: Renaming| to.of(Some(&before)).ok();
        assert_eq!(named(to(Some(" 결승전 "), &[])), Some("결승전".into()));
        assert_eq!(named(to(Some("개막전"), &[])), Some(before.clone()));
        assert_eq!(
            named(to(None, &[(En, " Day One ")])),
            Some(Name::from("개막전").with(En, Some("Day One")))
        );
        assert_eq!(
            named(to(None, &[(En, " "), (Ko, "개막")])),
            Some(Name::from("개막전").with(Ko, Some("개막")))
        );
        for bad in [to(Some(" "), &[]), to(Some("a\nb"), &[]), to(None, &[(En, "a\tb")])] {
            assert!(matches!(bad.of(Some(&before)), Err(MatchAdminError::BadName)), "{bad:?}");
        }
        assert!(Renaming::default().of(None).is_err());
    }
}
