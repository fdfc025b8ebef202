//! Makes code of the catalogues of words, and gives this build a name.

mod build_name;
mod catalogues;

use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("no CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("no OUT_DIR")?);
    fs::write(out.join("catalogues.rs"), catalogues::code(&here.join("locales"))?)?;
    println!("cargo:rustc-env=JARI_BUILD={}", build_name::of_sources(&here)?);
    Ok(())
}
