//! What tells contents apart.

use std::hash::{DefaultHasher, Hasher};

/// A text for a content, the same in every process of this build: 64 bits are enough against chance, and nobody but us
/// makes these contents.
pub(crate) fn of(content: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(content);
    format!("{:016x}", hasher.finish())
}
