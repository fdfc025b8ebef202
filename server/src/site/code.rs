//! The script and the wasm, which may be in parts. They name each other by where they stand, so that they stand together in a folder
//! whose name is their content's.

use super::{PKG, SiteFile, hash};
use app::WasmPart;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// What the build says of the parts of the wasm: of each the files that have it.
const MANIFEST: &str = "/pkg/__wasm_split_manifest.json";

/// The folder of a site's script and wasm, as it is in an address.
pub(super) struct Code(String);

impl Code {
    pub(super) fn of(files: &HashMap<String, SiteFile>) -> Self {
        let code: BTreeMap<_, _> = files.iter().filter(|(path, _)| is_code(path)).collect();
        let contents: String = code.iter().map(|(path, file)| format!("{path} {}\n", file.hash())).collect();
        Self(format!("{PKG}{}/", hash::of(contents.as_bytes())))
    }

    /// Where a file of the build is in the folder; none if it is no code.
    pub(super) fn name(&self, path: &str) -> Option<String> {
        is_code(path).then(|| path.replacen(PKG, &self.0, 1))
    }

    /// The parts of the wasm; none where the build has made none.
    pub(super) fn parts(&self, files: &HashMap<String, SiteFile>) -> Vec<WasmPart> {
        let manifest = files.get(MANIFEST).map_or(&b"{}"[..], |file| file.content());
        let parts: BTreeMap<String, Vec<FileName>> = serde_json::from_slice(manifest).unwrap_or_default();
        let part = |(name, names): (String, Vec<FileName>)| {
            let files = names.into_iter().map(|FileName(file)| format!("{}{file}.wasm", self.0)).collect();
            WasmPart { name, files }
        };
        parts.into_iter().map(part).collect()
    }
}

/// The name of a file without its ending.
#[derive(Deserialize)]
struct FileName(String);

fn is_code(path: &str) -> bool {
    path.starts_with(PKG) && (path.ends_with(".js") || path.ends_with(".wasm"))
}
