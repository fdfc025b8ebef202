//! `GET` of matches and of the venue's hierarchy.

use super::ok;
use crate::http::{error::Failure, extract::Ids};
use app::{
    domain::{AreaId, BlockOverview, MatchId, SectionId},
    server_fns::Services,
};
use axum::{extract::State, response::IntoResponse};
use serde::Serialize;

#[derive(Serialize)]
struct Matches<T> {
    matches: T,
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
    blocks: Vec<BlockOverview>,
}

pub(super) async fn matches(State(services): State<Services>) -> Result<impl IntoResponse, Failure> {
    Ok(ok(Matches { matches: services.seat_map.matches().await? }))
}

pub(super) async fn areas(
    State(services): State<Services>,
    Ids(match_id): Ids<MatchId>,
) -> Result<impl IntoResponse, Failure> {
    Ok(ok(Areas { areas: services.seat_map.areas(match_id).await? }))
}

pub(super) async fn sections(
    State(services): State<Services>,
    Ids((match_id, area_id)): Ids<(MatchId, AreaId)>,
) -> Result<impl IntoResponse, Failure> {
    Ok(ok(Sections { sections: services.seat_map.sections(match_id, area_id).await? }))
}

pub(super) async fn blocks_of_section(
    State(services): State<Services>,
    Ids((match_id, section_id)): Ids<(MatchId, SectionId)>,
) -> Result<impl IntoResponse, Failure> {
    Ok(ok(Blocks { blocks: services.seat_map.blocks(match_id, Some(section_id)).await? }))
}

pub(super) async fn blocks(
    State(services): State<Services>,
    Ids(match_id): Ids<MatchId>,
) -> Result<impl IntoResponse, Failure> {
    Ok(ok(Blocks { blocks: services.seat_map.blocks(match_id, None).await? }))
}
