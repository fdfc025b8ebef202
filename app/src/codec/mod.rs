//! How the data of a page travels: as postcard, fields in their order and without names.
//!
//! It is what only this program's own two halves say to each other; the REST routes and the streams speak JSON. To read
//! JSON takes code for each field of each struct, which was a tenth of the wasm. What a page carries is written as text
//! ([`text`]).
//!
//! Another build may have other fields in another order, and would read nonsense without noticing. So the name of the
//! build comes first, and what has another one is not read.

mod text;

use crate::build::{self, OtherBuild, build_name};
use leptos::{
    server::codee::{Decoder, Encoder},
    server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType},
};
use serde::{Serialize, de::DeserializeOwned};

/// The encoding of resources, and of the server functions that load them.
pub struct Compact;

/// What begins everything that is encoded so; the build's name follows.
const MARK: &[u8] = b"jari:";

/// Why something cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// It is of another build.
    #[error(transparent)]
    OtherBuild(#[from] OtherBuild),
    /// It is nothing that any build of ours has said.
    #[error("none of our data")]
    Foreign,
    /// It does not fit what was expected.
    #[error(transparent)]
    Malformed(#[from] postcard::Error),
}

fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, CodecError> {
    let mut bytes = Vec::with_capacity(256);
    bytes.extend_from_slice(MARK);
    bytes.extend_from_slice(build_name().as_bytes());
    Ok(postcard::to_extend(value, bytes)?)
}

fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CodecError> {
    let ours = build_name().as_bytes();
    let (build, data) = bytes
        .strip_prefix(MARK)
        .and_then(|rest| rest.split_at_checked(ours.len()))
        .ok_or(CodecError::Foreign)?;
    if build != ours {
        return Err(OtherBuild.into());
    }
    Ok(postcard::from_bytes(data)?)
}

impl<T: Serialize> Encoder<T> for Compact {
    type Error = CodecError;
    type Encoded = String;

    fn encode(value: &T) -> Result<Self::Encoded, Self::Error> {
        encode(value).map(|bytes| text::written(&bytes))
    }
}

impl<T: DeserializeOwned> Decoder<T> for Compact {
    type Error = CodecError;
    type Encoded = str;

    fn decode(text: &Self::Encoded) -> Result<T, Self::Error> {
        decode(&text::read(text).ok_or(CodecError::Foreign)?)
    }
}

impl ContentType for Compact {
    const CONTENT_TYPE: &'static str = "application/x-postcard";
}

impl FormatType for Compact {
    const FORMAT_TYPE: Format = Format::Binary;
}

impl<T: Serialize> Encodes<T> for Compact {
    type Error = CodecError;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        encode(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Compact {
    type Error = CodecError;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        decode(&bytes).inspect_err(|error| {
            if matches!(error, CodecError::OtherBuild(_)) {
                build::met_another();
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_read_again_and_what_is_of_another_build_is_not() {
        let mut bytes = encode(&(7_u8, "자리".to_owned())).unwrap();
        assert_eq!(decode(&bytes), Ok((7_u8, "자리".to_owned())));
        // Another build's data would fit these types, and be nonsense.
        let name = MARK.len()..MARK.len() + build_name().len();
        bytes[name].rotate_left(1);
        assert_eq!(decode::<(u8, String)>(&bytes), Err(CodecError::OtherBuild(OtherBuild)));
    }

    #[test]
    fn what_no_build_has_said_is_told_from_another_builds() {
        for bytes in [&b""[..], b"jari:", b"<!DOCTYPE html><title>captive portal</title>"] {
            assert_eq!(decode::<u8>(bytes), Err(CodecError::Foreign));
        }
    }
}
