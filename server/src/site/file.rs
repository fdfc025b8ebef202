//! One file of the site, and how it travels.

use super::hash;
use bytes::Bytes;
use http::HeaderValue;

/// How a content is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// By Brotli.
    Brotli,
    /// By gzip.
    Gzip,
}

impl Encoding {
    /// All of them, the smallest first.
    pub const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// What HTTP calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// What the build adds to the name of a file that it has compressed so.
    pub(super) const fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
        }
    }
}

/// A file of the site, in all its forms. Cloning it copies no content.
#[derive(Clone, Debug)]
pub struct SiteFile {
    content: Bytes,
    compressed: [Option<Bytes>; Encoding::ALL.len()],
    media_type: &'static str,
    hash: String,
    never_changes: bool,
}

impl SiteFile {
    pub(super) fn new(name: &str, content: Bytes) -> Self {
        let hash = hash::of(&content);
        Self {
            content,
            compressed: Default::default(),
            media_type: media_type(name),
            hash,
            never_changes: false,
        }
    }

    /// Adds a compressed form. One that is larger is of no use.
    pub(super) fn set_compressed(&mut self, encoding: Encoding, content: Bytes) {
        if content.len() < self.content.len() {
            self.compressed[encoding as usize] = Some(content);
        }
    }

    /// The same under a name that no other content will ever have.
    pub(super) fn never_changing(self) -> Self {
        Self { never_changes: true, ..self }
    }

    /// What is in it.
    pub const fn content(&self) -> &Bytes {
        &self.content
    }

    /// The same, compressed; none if the build has not done that.
    pub const fn compressed(&self, encoding: Encoding) -> Option<&Bytes> {
        self.compressed[encoding as usize].as_ref()
    }

    /// What HTTP calls its type.
    pub const fn media_type(&self) -> &'static str {
        self.media_type
    }

    /// Tells it from every other content.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// How long a browser may use its copy: for good if the name can have no other content, and else it has to ask each
    /// time whether it is still the one.
    pub const fn cache_control(&self) -> HeaderValue {
        HeaderValue::from_static(if self.never_changes {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        })
    }
}

/// The type by a name's ending. A browser must not guess (`nosniff`), so each ending that the site may have is here.
fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "js" | "mjs" => "text/javascript",
        "wasm" => "application/wasm",
        "css" => "text/css",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "html" => "text/html; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    }
}
