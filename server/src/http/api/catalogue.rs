//! `GET` of matches and of the venue's hierarchy.

use super::{
    json::{Area, Block, Category, Match, Section, TicketType},
    json_unless_known, unless_known,
};
use crate::http::{AppState, error::Failure, extract::Ids};
use app::server_fns::Services;
use axum::{extract::State, response::Response};
use http::HeaderMap;
use jari_core::domain::{AreaId, BlockOverview, MatchId, SectionId};
use serde::Serialize;

#[derive(Serialize)]
struct Matches {
    matches: Vec<Match>,
}

#[derive(Serialize)]
struct Areas {
    areas: Vec<Area>,
}

#[derive(Serialize)]
struct Sections {
    sections: Vec<Section>,
}

#[derive(Serialize)]
struct Blocks {
    blocks: Vec<Block>,
}

#[derive(Serialize)]
struct Categories {
    categories: Vec<Category>,
    types: Vec<TicketType>,
    fee: i64,
}

impl FromIterator<BlockOverview> for Blocks {
    fn from_iter<I: IntoIterator<Item = BlockOverview>>(blocks: I) -> Self {
        Self { blocks: blocks.into_iter().map(Block::from).collect() }
    }
}

pub(super) async fn matches(
    State(services): State<Services>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let matches = services.within(services.seat_map.matches()).await?;
    unless_known(&headers, Matches { matches: matches.into_iter().map(Match::from).collect() }).await
}

pub(super) async fn areas(
    State(services): State<Services>,
    Ids(match_id): Ids<MatchId>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let areas = services.within(services.seat_map.areas(match_id)).await?;
    unless_known(&headers, Areas { areas: areas.into_iter().map(Area::from).collect() }).await
}

pub(super) async fn sections(
    State(services): State<Services>,
    Ids((match_id, area_id)): Ids<(MatchId, AreaId)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let sections = services.within(services.seat_map.sections(match_id, area_id)).await?;
    unless_known(&headers, Sections { sections: sections.into_iter().map(Section::from).collect() }).await
}

pub(super) async fn blocks_of_section(
    State(services): State<Services>,
    Ids((match_id, section_id)): Ids<(MatchId, SectionId)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let blocks = services.within(services.seat_map.blocks(match_id, Some(section_id))).await?;
    unless_known(&headers, blocks.into_iter().collect::<Blocks>()).await
}

pub(super) async fn blocks(
    State(state): State<AppState>,
    Ids(match_id): Ids<MatchId>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let services = &state.services;
    let (info, venue, counts) = services.within(services.seat_map.counts(match_id)).await?;
    let json = state.block_texts.answer(&venue, &info.prices, &counts)?;
    json_unless_known(&headers, json.into()).await
}

pub(super) async fn categories(
    State(services): State<Services>,
    Ids(match_id): Ids<MatchId>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (categories, prices) = services.within(services.seat_map.categories(match_id)).await?;
    let categories = categories.into_iter().map(|category| Category::new(category, &prices)).collect();
    let types = prices.types().iter().map(TicketType::from).collect();
    unless_known(&headers, Categories { categories, types, fee: prices.fee() }).await
}
