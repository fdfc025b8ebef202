//! Entity tags: by which a client asks whether what it has is still the one.

use http::{HeaderMap, header};

/// Whether the client says that it has what this tag names. Tags are compared weakly, as `If-None-Match` asks for.
pub(super) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let opaque = tag.trim_start_matches("W/");
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.trim_start_matches("W/") == opaque)
}
