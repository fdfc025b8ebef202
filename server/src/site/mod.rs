//! The built site: the files that pages need, read once and kept in memory.
//!
//! What `cargo leptos build` puts into `pkg` is also known by a name with the hash of its content in it, and pages use
//! that name alone: a browser may keep such a file for good, and never gets another build's under it.

mod code;
mod error;
mod file;
mod folder;
pub(crate) mod hash;

pub use error::SiteError;
pub use file::{Encoding, SiteFile};

use app::{Scripts, build_name};
use code::Code;
use memchr::memmem;
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The settings that name folders.
const ROOT: &str = "LEPTOS_SITE_ROOT";
const BEFORE: &str = "JARI_SITE_BEFORE";

/// Where the build puts what belongs together: the script, the wasm and the style.
const PKG: &str = "/pkg/";

/// The files of a page, without which it has neither style nor life.
const SCRIPT: &str = "/pkg/jari.js";
const WASM: &str = "/pkg/jari.wasm";
const STYLE: &str = "/pkg/jari.css";

/// The site's files by their paths in an address.
#[derive(Clone, Debug)]
pub struct Site(Kind);

#[derive(Clone, Debug)]
enum Kind {
    /// They were read at the start.
    Kept { files: Arc<HashMap<String, Arc<SiteFile>>>, scripts: Scripts },
    /// Each is read when it is asked for, as `cargo leptos watch` changes them while the server runs.
    Watched(PathBuf),
    /// There are none.
    None,
}

impl Site {
    /// A site without files, for a server of which nobody wants pages.
    pub const fn none() -> Self {
        Self(Kind::None)
    }

    /// The site in a folder whose files change.
    pub const fn watched(root: PathBuf) -> Self {
        Self(Kind::Watched(root))
    }

    /// Reads the site in a folder, and of the one that was built before it, if that is given, what is named by its
    /// content: a page that an older instance has rendered asks for that.
    ///
    /// # Errors
    /// A [`SiteError`] that names the setting, and says what is missing there.
    pub fn open(root: &Path, before: Option<&Path>) -> Result<Self, SiteError> {
        let all = folder::read(ROOT, root)?;
        let mut files = HashMap::new();
        if let Some(before) = before {
            let older = folder::read(BEFORE, before)?;
            if !older.contains_key(WASM) {
                return Err(SiteError::missing(BEFORE, before, WASM));
            }
            let code = Code::of(&older);
            files.extend(older.into_iter().filter_map(|(path, file)| named(&code, &path, &file)));
        }
        let code = Code::of(&all);
        let mut scripts = Scripts { parts: code.parts(&all).into(), ..Scripts::default() };
        for (path, text) in
            [(SCRIPT, &mut scripts.script), (WASM, &mut scripts.wasm), (STYLE, &mut scripts.style)]
        {
            let file = all.get(path).ok_or_else(|| SiteError::missing(ROOT, root, path))?;
            if path == WASM && memmem::find(file.content(), build_name().as_bytes()).is_none() {
                return Err(SiteError::OtherBuild { root: root.to_owned() });
            }
            *text = Arc::from(hashed_name(&code, path, file));
        }
        files.extend(all.iter().filter_map(|(path, file)| named(&code, path, file)));
        files.extend(all.into_iter().map(|(path, file)| (path, Arc::new(file))));
        Ok(Self(Kind::Kept { files: Arc::new(files), scripts }))
    }

    /// The names by which a page asks for its files.
    pub fn scripts(&self) -> Scripts {
        match &self.0 {
            Kind::Kept { scripts, .. } => scripts.clone(),
            Kind::Watched(_) | Kind::None => Scripts {
                script: SCRIPT.into(),
                wasm: WASM.into(),
                style: STYLE.into(),
                ..Scripts::default()
            },
        }
    }

    /// The file with that path in an address; none if there is no such file.
    pub async fn file(&self, path: &str) -> Option<Arc<SiteFile>> {
        match &self.0 {
            Kind::Kept { files, .. } => files.get(path).cloned(),
            Kind::Watched(root) => {
                let (root, path) = (root.clone(), path.to_owned());
                let reading = tokio::task::spawn_blocking(move || folder::read_one(&root, &path));
                reading.await.ok().flatten().map(Arc::new)
            }
            Kind::None => None,
        }
    }

    /// Whether only files of a build have paths like this one.
    pub fn is_of_a_build(path: &str) -> bool {
        path.starts_with(PKG)
    }
}

/// A file of the build under the name that has its content in it, where browsers may keep it for good.
fn named(code: &Code, path: &str, file: &SiteFile) -> Option<(String, Arc<SiteFile>)> {
    Site::is_of_a_build(path)
        .then(|| (hashed_name(code, path, file), Arc::new(file.clone().never_changing())))
}

/// `/pkg/jari.css` with a hash in it, `/pkg/jari.0123456789abcdef.css`; code with that of all code, `/pkg/0123456789abcdef/jari.js`.
fn hashed_name(code: &Code, path: &str, file: &SiteFile) -> String {
    if let Some(name) = code.name(path) {
        return name;
    }
    match path.rsplit_once('.') {
        Some((stem, extension)) if !extension.contains('/') => format!("{stem}.{}.{extension}", file.hash()),
        _ => format!("{path}.{}", file.hash()),
    }
}

#[cfg(test)]
mod tests;
