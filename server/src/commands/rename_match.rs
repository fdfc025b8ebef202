//! `server rename-match`: another name for a match, by itself or in a language.

use super::{CommandError, admin, match_name::Translations, say};
use crate::rdb::Database;
use jari_core::{domain::MatchId, services::Renaming};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The match's number.
    #[arg(long = "match", value_name = "ID", value_parser = admin::parse_id::<MatchId>)]
    match_id: MatchId,
    /// What it is to be called. Its names in other languages, which are translations of another name, are given with it or gone.
    #[arg(long, required_unless_present_any = ["name_ko", "name_en"])]
    name: Option<String>,
    #[command(flatten)]
    translations: Translations,
}

pub(super) async fn run(db: &Database, args: Args) -> Result<(), CommandError> {
    let to = Renaming { translations: args.translations.given(), name: args.name };
    let info = admin::service(db).rename(args.match_id, &to).await?;
    say(admin::summary(&info)?);
    Ok(())
}
