//! What many are sent alike, compressed once for all of them.

use crate::site::Encoding;
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use std::{
    io::{self, Write},
    sync::Arc,
};
use tokio::sync::OnceCell;

/// How much time compressing may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// As small as can be, for what lasts.
    Most,
    /// Small, and soon, for what is another one in a moment.
    Little,
}

impl Effort {
    const fn brotli_quality(self) -> i32 {
        match self {
            Self::Most => 11,
            Self::Little => 5,
        }
    }

    const fn gzip_level(self) -> Compression {
        match self {
            Self::Most => Compression::best(),
            Self::Little => Compression::fast(),
        }
    }
}

/// A content, plain and in each encoding, of which each is made when it is first wanted.
#[derive(Debug)]
pub(crate) struct Compressed {
    plain: Bytes,
    effort: Effort,
    forms: [OnceCell<Option<Bytes>>; Encoding::ALL.len()],
}

impl Compressed {
    /// A content that has not been compressed yet.
    pub(crate) fn new(plain: impl Into<Bytes>, effort: Effort) -> Self {
        Self { plain: plain.into(), effort, forms: Default::default() }
    }

    /// The content.
    pub(crate) const fn plain(&self) -> &Bytes {
        &self.plain
    }

    /// The content in an encoding; none if that makes it no smaller. Who waits for it waits for the one who makes it, in a thread
    /// where nobody else waits.
    pub(crate) async fn form(&self, encoding: Encoding) -> Option<Bytes> {
        let cell = &self.forms[encoding as usize];
        let make = async || {
            let (plain, effort) = (self.plain.clone(), self.effort);
            let made = tokio::task::spawn_blocking(move || compress(&plain, encoding, effort)).await;
            made.ok().and_then(Result::ok).filter(|form| form.len() < self.plain.len()).map(Bytes::from)
        };
        cell.get_or_init(make).await.clone()
    }

    /// Makes all forms, so that nobody has to wait for one.
    pub(crate) fn make_ahead(self: &Arc<Self>) {
        let this = Arc::clone(self);
        tokio::spawn(async move {
            for encoding in Encoding::ALL {
                this.form(encoding).await;
            }
        });
    }
}

fn compress(plain: &[u8], encoding: Encoding, effort: Effort) -> io::Result<Vec<u8>> {
    match encoding {
        Encoding::Brotli => {
            // No larger a window than there is content, as its room is taken at once.
            let window = plain.len().max(1 << 10).next_power_of_two().ilog2().min(22);
            let params = brotli::enc::BrotliEncoderParams {
                quality: effort.brotli_quality(),
                lgwin: window as i32,
                size_hint: plain.len(),
                ..Default::default()
            };
            let mut form = Vec::new();
            brotli::BrotliCompress(&mut &*plain, &mut form, &params)?;
            Ok(form)
        }
        Encoding::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), effort.gzip_level());
            encoder.write_all(plain)?;
            encoder.finish()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use std::io::Read;

    #[tokio::test]
    async fn each_form_is_the_content() {
        let text = "a line that comes again and again\n".repeat(1_000);
        for effort in [Effort::Most, Effort::Little] {
            let content = Compressed::new(text.clone(), effort);
            let brotli = content.form(Encoding::Brotli).await.unwrap();
            let mut read = Vec::new();
            brotli::BrotliDecompress(&mut &*brotli, &mut read).unwrap();
            assert_eq!(read, text.as_bytes());
            let gzip = content.form(Encoding::Gzip).await.unwrap();
            let mut read = String::new();
            GzDecoder::new(&*gzip).read_to_string(&mut read).unwrap();
            assert_eq!(read, text);
            assert!(brotli.len() < 100 && gzip.len() < 500 && content.plain() == text.as_bytes());
            // The same bytes once more, and not made anew.
            assert_eq!(content.form(Encoding::Brotli).await.unwrap().as_ptr(), brotli.as_ptr());
        }
        assert_eq!(Compressed::new("ab", Effort::Most).form(Encoding::Brotli).await, None);
    }
}
