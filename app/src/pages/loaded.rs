//! How any page comes by what it shows, once for all of them: each kind of resource is code of its own in the wasm.

use super::{matches::MatchList, parts};
use crate::{
    codec::Compact,
    components::site::Failure,
    erase::{Erase, Erased},
    error::ApiError,
    error_code::ErrorCode,
    language::language,
    live::within_deadline,
    page_data::{MatchPage, MatchesPage},
    server_fns::{load_match, load_matches},
    text::words,
};
use jari_core::domain::{Language, MatchId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What an address asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// The list of matches.
    Matches,
    /// One match.
    Match(MatchId),
    /// Something that cannot be: an id that is no number.
    Nothing,
}

/// What there is to show.
#[derive(Clone, Serialize, Deserialize)]
enum Loaded {
    Matches(MatchesPage),
    Match(Box<MatchPage>),
}

impl Asked {
    async fn load(self, language: Language) -> Result<Loaded, ApiError> {
        match self {
            Self::Matches => within_deadline(load_matches(language)).await.map(Loaded::Matches),
            Self::Match(id) => {
                within_deadline(load_match(language, id)).await.map(Box::new).map(Loaded::Match)
            }
            Self::Nothing => Err(ApiError::new(ErrorCode::NotFound)),
        }
    }
}

impl Loaded {
    async fn show(self) -> Erased {
        let shown = match self {
            Self::Matches(page) => Ok(view! { <MatchList page/> }.erase()),
            Self::Match(page) => parts::venue(*page).await,
        };
        match shown {
            Ok(view) => view,
            // Whoever tries again loads the whole page.
            Err(parts::Missing) => view! { <Failure error=ApiError::new(ErrorCode::NoAnswer)/> }.erase(),
        }
    }
}

/// The page that is asked for, once it is there; the server waits for it before it answers.
pub(super) fn loaded(asked: Memo<Asked>) -> Erased {
    let language = language();
    let page = Resource::<_, Compact>::new_with_options(
        move || asked.get(),
        move |asked| asked.load(language),
        true,
    );
    let content = move || {
        Suspend::new(async move {
            match page.await {
                Ok(page) => page.show().await,
                Err(error) => view! { <Failure error/> }.erase(),
            }
        })
    };
    let loading = words!(language, site.loading);
    view! { <Suspense fallback=move || view! { <p class="loading">{loading}</p> }>{content}</Suspense> }
        .erase()
}
