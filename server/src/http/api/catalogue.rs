//! `GET` of matches and of the venue's hierarchy.

use super::unless_known;
use crate::http::{error::Failure, extract::Ids};
use app::{
    domain::{AreaId, BlockInfo, BlockOverview, MatchId, MatchInfo, MatchOverview, Point, SectionId},
    server_fns::Services,
};
use axum::{extract::State, response::Response};
use http::HeaderMap;
use serde::Serialize;

#[derive(Serialize)]
struct Matches {
    matches: Vec<Match>,
}

/// A match and its free seats, side by side.
#[derive(Serialize)]
struct Match {
    #[serde(flatten)]
    info: MatchInfo,
    free: u32,
}

impl From<MatchOverview> for Match {
    fn from(MatchOverview { info, free }: MatchOverview) -> Self {
        Self { info, free }
    }
}

#[derive(Serialize)]
struct Areas<T> {
    areas: T,
}

#[derive(Serialize)]
struct Sections<T> {
    sections: T,
}

#[derive(Serialize)]
struct Blocks {
    blocks: Vec<Block>,
}

/// A block's names and what there is to say of it, side by side.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Block {
    #[serde(flatten)]
    info: BlockInfo,
    free: u32,
    outline: Vec<Point>,
    label: Point,
    price_from: Option<i64>,
}

impl From<BlockOverview> for Block {
    fn from(BlockOverview { info, free, outline, label, price_from }: BlockOverview) -> Self {
        Self { info, free, outline, label, price_from }
    }
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
    let matches = services.seat_map.matches().await?;
    unless_known(&headers, Matches { matches: matches.into_iter().map(Match::from).collect() })
}

pub(super) async fn areas(
    State(services): State<Services>,
    Ids(match_id): Ids<MatchId>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    unless_known(&headers, Areas { areas: services.seat_map.areas(match_id).await? })
}

pub(super) async fn sections(
    State(services): State<Services>,
    Ids((match_id, area_id)): Ids<(MatchId, AreaId)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    unless_known(&headers, Sections { sections: services.seat_map.sections(match_id, area_id).await? })
}

pub(super) async fn blocks_of_section(
    State(services): State<Services>,
    Ids((match_id, section_id)): Ids<(MatchId, SectionId)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let blocks = services.seat_map.blocks(match_id, Some(section_id)).await?;
    unless_known(&headers, blocks.into_iter().collect::<Blocks>())
}

pub(super) async fn blocks(
    State(services): State<Services>,
    Ids(match_id): Ids<MatchId>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let blocks = services.seat_map.blocks(match_id, None).await?;
    unless_known(&headers, blocks.into_iter().collect::<Blocks>())
}
