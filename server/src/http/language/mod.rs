//! Which language a request is to be answered in.
//!
//! An address of a page says it (`page_language.rs`). Where none does, it is what the viewer has read before, by a cookie, or
//! else what the client asks for by `Accept-Language`. The messages of errors are for programs as well, which keep no cookies
//! for that: they follow `Accept-Language` alone.

mod accept;
mod asked;
mod cookie;

pub(super) use asked::{KeepAsked, answering, asked};
pub(super) use cookie::{said, set_cookie};

use http::HeaderMap;
use jari_core::domain::Language;

/// The language of a page whose address says none.
pub(super) fn negotiated(headers: &HeaderMap) -> Language {
    said(headers).unwrap_or_else(|| accept::accepted(headers))
}
