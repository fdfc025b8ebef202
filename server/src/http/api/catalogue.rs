//! `GET` of matches and of the venue's hierarchy.

use super::{
    json::{Area, Block, Match, Section},
    ok,
};
use crate::http::{error::Failure, extract::Ids};
use app::server_fns::Services;
use axum::{extract::State, response::IntoResponse};
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

impl FromIterator<BlockOverview> for Blocks {
    fn from_iter<I: IntoIterator<Item = BlockOverview>>(blocks: I) -> Self {
        Self { blocks: blocks.into_iter().map(Block::from).collect() }
    }
}

pub(super) async fn matches(State(services): State<Services>) -> Result<impl IntoResponse, Failure> {
    let matches = services.within(services.seat_map.matches()).await?;
    Ok(ok(Matches { matches: matches.into_iter().map(Match::from).collect() }))
}

pub(super) async fn areas(
    State(services): State<Services>,
    Ids(match_id): Ids<MatchId>,
) -> Result<impl IntoResponse, Failure> {
    let areas = services.within(services.seat_map.areas(match_id)).await?;
    Ok(ok(Areas { areas: areas.into_iter().map(Area::from).collect() }))
}

pub(super) async fn sections(
    State(services): State<Services>,
    Ids((match_id, area_id)): Ids<(MatchId, AreaId)>,
) -> Result<impl IntoResponse, Failure> {
    let sections = services.within(services.seat_map.sections(match_id, area_id)).await?;
    Ok(ok(Sections { sections: sections.into_iter().map(Section::from).collect() }))
}

pub(super) async fn blocks_of_section(
    State(services): State<Services>,
    Ids((match_id, section_id)): Ids<(MatchId, SectionId)>,
) -> Result<impl IntoResponse, Failure> {
    let blocks = services.within(services.seat_map.blocks(match_id, Some(section_id))).await?;
    Ok(ok(blocks.into_iter().collect::<Blocks>()))
}

pub(super) async fn blocks(
    State(services): State<Services>,
    Ids(match_id): Ids<MatchId>,
) -> Result<impl IntoResponse, Failure> {
    let blocks = services.within(services.seat_map.blocks(match_id, None)).await?;
    Ok(ok(blocks.into_iter().collect::<Blocks>()))
}
