//! Gives this build a name, which both of its halves know: the browser's and the server's.
//!
//! What they say to each other has no version of its own (page data is postcard, fields in their order), so that only
//! halves of the same sources may read each other. The name is a hash of these sources and of what they stand on. It is
//! the same wherever they are built, so that instances that were built apart are still one build.

use std::{
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

/// All that both halves are made of.
const SOURCES: [&str; 8] = [
    "Cargo.toml",
    "src",
    "core/Cargo.toml",
    "core/src",
    "../Cargo.toml",
    "../Cargo.lock",
    "../frontend/Cargo.toml",
    "../frontend/src",
];

fn main() -> io::Result<()> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files = Vec::new();
    for source in SOURCES {
        println!("cargo:rerun-if-changed={source}");
        collect(&here.join(source), source, &mut files)?;
    }
    println!("cargo:rerun-if-changed=build.rs");
    // The order in which a folder is read is the file system's.
    files.sort();
    let mut hasher = DefaultHasher::new();
    for (name, file) in files {
        name.hash(&mut hasher);
        fs::read(file)?.hash(&mut hasher);
    }
    println!("cargo:rustc-env=JARI_BUILD={:016x}", hasher.finish());
    Ok(())
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
