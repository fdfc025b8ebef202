//! From text to the files' types. A fault of type keeps its path inside the JSON.

use super::error::{VenueFile, VenueFileError};
use super::limits::MAX_FILE_BYTES;
use serde::de::DeserializeOwned;

/// Reads one JSON file into its type.
///
/// # Errors
/// When the text is too long, is no JSON, or a value has the wrong type; with the path of the value.
pub(super) fn parse<T: DeserializeOwned>(file: VenueFile, json: &str) -> Result<T, VenueFileError> {
    let refuse = |path: String, reason: String| VenueFileError { file, path, reason };
    if json.len() > MAX_FILE_BYTES {
        let reason = format!("is too large: {} bytes, and at most {MAX_FILE_BYTES} are read", json.len());
        return Err(refuse(String::new(), reason));
    }
    // Editors on Windows put a byte order mark in front, which JSON does not allow.
    let mut reader = serde_json::Deserializer::from_str(json.trim_start_matches('\u{feff}'));
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        // A root and an unknown last step are written as `.` and `?`, which say nothing to a reader.
        let path = error.path().to_string().trim_end_matches(['.', '?']).to_owned();
        refuse(path, error.inner().to_string())
    })?;
    reader.end().map_err(|error| refuse(String::new(), error.to_string()))?;
    Ok(value)
}
