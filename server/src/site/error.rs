use std::{io, path::PathBuf};

/// Why there is no site to serve, in words that name the setting.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// A file that every page needs is not there.
    #[error(
        "{setting} is {}, where there is no {file}: without it pages have neither style nor life. Build the site with \
         `make build`, which puts it into target/site, or set {setting} to the folder that it was copied to",
        root.display()
    )]
    Missing {
        /// The setting that names the folder.
        setting: &'static str,
        /// The folder.
        root: PathBuf,
        /// The file, in the folder.
        file: String,
    },
    /// The site belongs to another server.
    #[error(
        "LEPTOS_SITE_ROOT is {}, whose wasm was built from other sources than this server, so that neither would \
         understand the other. Build both at once with `make build`, or set LEPTOS_SITE_ROOT to the site that was \
         built with this server",
        root.display()
    )]
    OtherBuild {
        /// The folder.
        root: PathBuf,
    },
    /// It is too much to be a site that should be kept in memory.
    #[error("{setting} is {}, which has more than {most} in it: it is not the folder of a built site", root.display())]
    TooMuch {
        /// The setting that names the folder.
        setting: &'static str,
        /// The folder.
        root: PathBuf,
        /// What there may be.
        most: String,
    },
    /// Something cannot be read.
    #[error("{setting} is {}, where {} cannot be read", root.display(), file.display())]
    Unreadable {
        /// The setting that names the folder.
        setting: &'static str,
        /// The folder.
        root: PathBuf,
        /// The file or folder.
        file: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl SiteError {
    /// A file that is not there.
    pub(super) fn missing(setting: &'static str, root: &std::path::Path, path: &str) -> Self {
        Self::Missing { setting, root: root.to_owned(), file: path.trim_start_matches('/').to_owned() }
    }
}
