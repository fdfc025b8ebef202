//! Makes code of the catalogues of words, and gives this build a name.
//!
//! The code is what `leptos_i18n_build` would write, by the two crates that it stands on: it would bring a hundred more, for
//! formats that Jari does not use. A word that one language has and another lacks is no warning here, but the end of the build.
//!
//! Both halves of Jari know the name of their build: the browser's and the server's.
//! What they say to each other has no version of its own (page data is postcard, fields in their order), so that only
//! halves of the same sources may read each other. The name is a hash of these sources and of what they stand on. It is
//! the same wherever they are built, so that instances that were built apart are still one build.

use leptos_i18n_parser::parse_locales::{
    error,
    options::{Config, ParseOptions},
    parse_locales,
};
use std::{
    env,
    error::Error,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

/// All that both halves are made of.
const SOURCES: [&str; 9] = [
    "Cargo.toml",
    "locales",
    "src",
    "core/Cargo.toml",
    "core/src",
    "../Cargo.toml",
    "../Cargo.lock",
    "../frontend/Cargo.toml",
    "../frontend/src",
];

/// The languages, the one first that is spoken where nobody says otherwise.
const LANGUAGES: [&str; 2] = ["ko", "en"];

/// The catalogues of each language, one for each room of words.
const CATALOGUES: [&str; 4] = ["errors", "matches", "seats", "site"];

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("no OUT_DIR")?);
    let code = code_of_catalogues().map_err(|why| why.to_string())?;
    fs::write(out.join("catalogues.rs"), code)?;
    name_build()?;
    Ok(())
}

fn code_of_catalogues() -> error::Result<String> {
    let config = Config::new(LANGUAGES[0])?.add_locales(&LANGUAGES[1..])?.add_namespaces(CATALOGUES)?;
    // Words with something in them are texts here, and no views.
    let config = config.parse_options(ParseOptions::new().interpolate_display(true));
    let catalogues = parse_locales(None, config)?;
    for why in catalogues.diag.errors().iter() {
        println!("cargo::error={why}");
    }
    for why in catalogues.diag.warnings().iter() {
        println!("cargo::error={why}");
    }
    Ok(leptos_i18n_codegen::gen_code(&catalogues, None, false, None, false)?.to_string())
}

fn name_build() -> io::Result<()> {
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
