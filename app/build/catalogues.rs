//! Code of the catalogues: a type for each entry, which knows its place in the table of words, and what has to be put into it. A
//! word that one language has and another lacks, or in which something else stands, is no warning, but the end of the build.
//!
//! The browser's half has the places alone: a page brings the table of its language, so that nobody downloads the words of
//! another. What is said by the server alone stands behind the rest, and is in no page.

use serde_json::Value;
use std::{collections::BTreeMap, error::Error, fmt::Write, fs, path::Path};

/// The languages, as `jari_core::domain::Language` lists them.
const LANGUAGES: [&str; 2] = ["ko", "en"];

/// The rooms of words that pages need in the browser.
const IN_PAGES: [&str; 4] = ["errors", "matches", "seats", "site"];

/// The rooms of words that the server alone needs.
const ON_SERVER: [&str; 3] = ["checkout", "mail", "sandbox"];

/// What stands before the number of a part that is put into a text, and cannot stand in a text itself.
const MARK: char = '\u{1}';

/// The entries of a language, by the names of their room, of what they are grouped by, and their own.
type Entries = BTreeMap<Vec<String>, String>;

/// The entries of all languages, by their names.
type Catalogue = Vec<(Vec<String>, Entry)>;

/// One entry: its texts in the order of [`LANGUAGES`], in which the parts have become numbers, and the names of the parts.
struct Entry {
    texts: Vec<String>,
    parts: Vec<String>,
}

/// Reads the catalogues in this folder, and writes the code.
pub fn code(folder: &Path) -> Result<String, Box<dyn Error>> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let (mut entries, mut for_pages) = (Vec::new(), 0);
    for room in IN_PAGES.into_iter().chain(ON_SERVER) {
        entries.extend(read_room(folder, room)?);
        if IN_PAGES.contains(&room) {
            for_pages = entries.len();
        }
    }
    let mut code = format!("pub const IN_PAGES: usize = {for_pages};\n");
    writeln!(code, "#[cfg(not(target_family = \"wasm\"))]")?;
    writeln!(code, "pub static WORDS: [[&str; {}]; {}] = [", entries.len(), LANGUAGES.len())?;
    for language in 0..LANGUAGES.len() {
        let texts: Vec<_> = entries.iter().map(|(_, entry)| &*entry.texts[language]).collect();
        writeln!(code, "{texts:?},")?;
    }
    writeln!(code, "];")?;
    write_types(&mut code, &entries)?;
    Ok(code)
}

/// The entries of one room, each with its twin.
fn read_room(folder: &Path, room: &str) -> Result<Catalogue, Box<dyn Error>> {
    let mut languages = Vec::with_capacity(LANGUAGES.len());
    for language in LANGUAGES {
        let path = folder.join(language).join(format!("{room}.json"));
        let why = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
        let json = serde_json::from_slice(&fs::read(&path).map_err(|error| why(&error))?)
            .map_err(|error| why(&error))?;
        let mut entries = Entries::new();
        flatten(vec![room.to_owned()], &json, &mut entries).map_err(|error| why(&error))?;
        languages.push(entries);
    }
    let mut names: Vec<_> = languages.iter().flat_map(Entries::keys).cloned().collect();
    names.sort();
    names.dedup();
    let entry = |name: Vec<String>| {
        let mut entry: Option<Entry> = None;
        for (entries, language) in languages.iter().zip(LANGUAGES) {
            let missing = || format!("{} has no word in {language}", name.join("."));
            let text = entries.get(&name).ok_or_else(missing)?;
            let text = numbered(text, entry.as_ref().map(|entry| &*entry.parts));
            let (text, parts) = text.map_err(|why| format!("{} in {language}: {why}", name.join(".")))?;
            entry.get_or_insert_with(|| Entry { texts: Vec::new(), parts }).texts.push(text);
        }
        entry.map(|entry| (name, entry)).ok_or_else(|| "there is no language".into())
    };
    names.into_iter().map(entry).collect()
}

fn flatten(name: Vec<String>, value: &Value, entries: &mut Entries) -> Result<(), String> {
    match value {
        Value::Object(of_group) => of_group.iter().try_for_each(|(key, value)| {
            flatten([&*name, std::slice::from_ref(key)].concat(), value, entries)
        }),
        // They travel in a line each, and as they are, within an element of the page.
        Value::String(text) if text.contains(|c: char| c.is_control() || c == '<') => Err(format!(
            "{} has a line break, a character that cannot be seen, or the beginning of a tag",
            name.join(".")
        )),
        Value::String(text) => {
            entries.insert(name, text.clone());
            Ok(())
        }
        _ => Err(format!("{} is no text", name.join("."))),
    }
}

/// A text in which each `{{ part }}` has become a number, and the parts' names in that order; the order of `known` if that is
/// given, and then they must be the same.
fn numbered(text: &str, known: Option<&[String]>) -> Result<(String, Vec<String>), String> {
    let mut pieces = text.split("{{");
    let mut numbered = pieces.next().unwrap_or_default().to_owned();
    let (mut parts, mut met) = (known.unwrap_or_default().to_vec(), Vec::new());
    for piece in pieces {
        let (part, rest) = piece.split_once("}}").ok_or("a {{ without its }}")?;
        let part = part.trim();
        let is_name = part.chars().all(|c| c.is_ascii_lowercase() || c == '_') && !part.is_empty();
        if !is_name {
            return Err(format!("{part:?} is no name"));
        }
        let number = match parts.iter().position(|known| known == part) {
            Some(number) => number,
            None if known.is_some() => return Err(format!("{part} stands in it in no other language")),
            None => {
                parts.push(part.to_owned());
                parts.len() - 1
            }
        };
        if number > 9 {
            return Err("more than ten parts".to_owned());
        }
        met.push(number);
        write!(numbered, "{MARK}{number}{rest}").map_err(|error| error.to_string())?;
    }
    match (0..parts.len()).find(|number| !met.contains(number)) {
        Some(missing) => Err(format!("{} does not stand in it", parts[missing])),
        None => Ok((numbered, parts)),
    }
}

/// A module for each room and group, and in it a type for each entry.
fn write_types(code: &mut String, entries: &[(Vec<String>, Entry)]) -> std::fmt::Result {
    let mut open: &[String] = &[];
    for (index, (name, Entry { parts, .. })) in entries.iter().enumerate() {
        let Some((own, groups)) = name.split_last() else { continue };
        let shared = open.iter().zip(groups).take_while(|(a, b)| a == b).count();
        (shared..open.len()).try_for_each(|_| writeln!(code, "}}"))?;
        for group in &groups[shared..] {
            writeln!(code, "pub mod {group} {{")?;
        }
        open = groups;
        if parts.is_empty() {
            writeln!(
                code,
                "pub struct {own} {{}} impl {own} {{ pub fn say(self, language: ::jari_core::domain::Language) \
                 -> &'static str {{ crate::text::catalogue::word(language, {index}) }} }}"
            )?;
        } else {
            let fields = parts.iter().map(|part| format!("pub {part}: &'a dyn ::core::fmt::Display"));
            let given = parts.iter().map(|part| format!("self.{part}"));
            writeln!(
                code,
                "pub struct {own}<'a> {{ {} }} impl {own}<'_> {{ pub fn say(self, language: \
                 ::jari_core::domain::Language) -> String {{ crate::text::catalogue::fill(language, {index}, &[{}]) }} }}",
                fields.collect::<Vec<_>>().join(", "),
                given.collect::<Vec<_>>().join(", ")
            )?;
        }
    }
    (0..open.len()).try_for_each(|_| writeln!(code, "}}"))
}
