//! A site that was built, as far as the server can tell. Its script does nothing.

use app::build_name;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// Writes such a site into a folder, with these files besides.
pub(crate) fn write_site(folder: &Path, files: &[(&str, &[u8])]) {
    let wasm = format!("\0asm {}", build_name());
    let needed = [
        ("pkg/jari.js", &b"export {}"[..]),
        ("pkg/jari.wasm", wasm.as_bytes()),
        ("pkg/jari.css", b"body {}"),
    ];
    for (path, content) in needed.iter().chain(files) {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        // Another run of the tests may be reading it.
        if fs::read(&file).ok().as_deref() != Some(content) {
            fs::write(file, content).unwrap();
        }
    }
}

/// The site of servers of which the test wants no pages.
pub(crate) fn any_site() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("site");
        write_site(&folder, &[]);
        folder
    })
}
