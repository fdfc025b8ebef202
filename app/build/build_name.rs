//! Both halves of Jari know the name of their build: the browser's and the server's.
//! What they say to each other has no version of its own (page data is postcard, fields in their order), so that only
//! halves of the same sources may read each other. The name is a hash of these sources and of what they stand on. It is
//! the same wherever they are built, so that instances that were built apart are still one build.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

/// All that both halves are made of.
const SOURCES: [&str; 10] = [
    "Cargo.toml",
    "build",
    "locales",
    "src",
    "core/Cargo.toml",
    "core/src",
    "../Cargo.toml",
    "../Cargo.lock",
    "../frontend/Cargo.toml",
    "../frontend/src",
];

/// The name of a build of the sources around this crate.
pub fn of_sources(here: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    for source in SOURCES {
        println!("cargo:rerun-if-changed={source}");
        collect(&here.join(source), source, &mut files)?;
    }
    // The order in which a folder is read is the file system's.
    files.sort();
    let mut hasher = DefaultHasher::new();
    for (name, file) in files {
        name.hash(&mut hasher);
        fs::read(file)?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn collect(path: &Path, name: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    if !path.is_dir() {
        files.push((name.to_owned(), path.to_owned()));
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        collect(&entry.path(), &format!("{name}/{}", entry.file_name().to_string_lossy()), files)?;
    }
    Ok(())
}
