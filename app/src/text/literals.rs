//! That words stand in the catalogues and nowhere else, and that each catalogue is in its own language.

use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Rules of a language, which have to name what they are about.
const RULES: [&str; 2] = ["src/text/labels.rs", "src/text/format"];

/// Where what a person reads is put together.
const ROOMS: [&str; 3] = ["src", "../frontend/src", "../server/src/http"];

#[test]
fn no_word_of_korean_stands_outside_of_the_catalogues() {
    for (name, code) in code() {
        for (number, line) in lines_without_comments(&code) {
            assert!(!line.contains(is_hangul), "{name}:{number}: {line}");
        }
    }
}

/// What stands in a view as it is: text in quotes, text between tags, and the attributes that are read out.
#[test]
fn no_word_of_english_stands_in_a_view() {
    let views = code().into_iter().filter(|(name, _)| is_view(name));
    for (name, code) in views {
        for (number, line) in lines_without_comments(&code) {
            for words in words_in_view(line) {
                assert!(!is_word(words), "{name}:{number}: {words}");
            }
        }
    }
}

#[test]
fn the_test_sees_words_in_views() {
    for line in [
        r#"    "All matches""#,
        r#"<p>"All matches"</p>"#,
        "<p>All matches</p>",
        r#"<a aria-label="All matches">"#,
        r#"title="All matches""#,
    ] {
        assert_eq!(words_in_view(line).collect::<Vec<_>>(), ["All matches"], "{line}");
    }
    for line in [r#"" · ""#, "<p>{words}</p>", r#"<a class="button">"#, r#""×""#] {
        assert!(!words_in_view(line).any(is_word), "{line}");
    }
}

/// The build ends where one is missing; here is told which, and that a text has the same in it in each language.
#[test]
fn every_word_has_its_twin() {
    let entries = |language| -> BTreeMap<String, Vec<String>> {
        catalogue(language).into_iter().map(|(name, text)| (name, what_stands_in(&text))).collect()
    };
    assert_eq!(entries("ko"), entries("en"));
    assert_eq!(what_stands_in("{{ seat }} of {{ block }}"), ["block", "seat"]);
}

#[test]
fn a_catalogue_is_in_its_own_language() {
    for (name, text) in catalogue("ko") {
        // The site's own name has no other letters.
        let words = outside_of_braces(&text.replace("Jari", ""));
        let is_korean = !words.contains(|c: char| c.is_ascii_alphabetic());
        assert!(is_korean || name == "site.languages.en", "{name}: {text}");
    }
    for (name, text) in catalogue("en") {
        // These are there to be read in Korean, and marked as such.
        let is_korean = ["site.name_in_korean", "site.languages.ko"].contains(&&*name);
        assert!(is_korean || !text.contains(is_hangul), "{name}: {text}");
        // As it is set in print.
        assert!(!text.contains(['\'', '"']) && !text.contains("..."), "{name}: {text}");
        assert!(text == text.trim() || name == "seats.list.between", "{name}: {text}");
    }
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}')
}

fn is_word(text: &str) -> bool {
    text.as_bytes().windows(2).any(|pair| pair.iter().all(u8::is_ascii_alphabetic))
}

fn is_view(name: &str) -> bool {
    ["src/components", "src/pages", "src/lib.rs"].iter().any(|room| name.starts_with(room))
}

fn words_in_view(line: &str) -> impl Iterator<Item = &str> {
    let line = line.trim();
    let alone = line.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let quoted = line.split(">\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0));
    let tags = line.matches("</").count();
    let between = line.split("</").take(tags).filter_map(|part| {
        let text = part.rsplit_once('>')?.1;
        (!text.contains(['{', '}', '"'])).then_some(text)
    });
    let attributes = ["aria-label=\"", "title=\"", "alt=\"", "placeholder=\""];
    let attributes = attributes.into_iter().flat_map(move |attribute| {
        line.split(attribute).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0))
    });
    alone.into_iter().chain(quoted).chain(between.filter(|text| !text.trim().is_empty())).chain(attributes)
}

/// Every file of code, by its name in this crate, up to its tests.
fn code() -> Vec<(String, String)> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for room in ROOMS {
        collect(&here.join(room), room, &mut files);
    }
    assert!(files.len() > 100, "the code is not where it was");
    let is_code = |name: &str| {
        let is_test = name.contains("/tests") || name == "src/text/literals.rs";
        !is_test && (name.ends_with(".rs") || name.ends_with(".js"))
    };
    let is_rule = |name: &str| RULES.iter().any(|rule| name.starts_with(rule));
    let of_interest = files.into_iter().filter(|(name, _)| is_code(name) && !is_rule(name));
    let read = |(name, path): (String, PathBuf)| {
        let code = fs::read_to_string(path).unwrap();
        let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
        (name, code)
    };
    of_interest.map(read).collect()
}

fn collect(path: &Path, name: &str, files: &mut Vec<(String, PathBuf)>) {
    if !path.is_dir() {
        files.push((name.to_owned(), path.to_owned()));
        return;
    }
    for entry in fs::read_dir(path).unwrap() {
        let entry = entry.unwrap();
        collect(&entry.path(), &format!("{name}/{}", entry.file_name().to_string_lossy()), files);
    }
}

fn lines_without_comments(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = code.lines().enumerate().map(|(index, line)| (index + 1, line));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// The entries of a language's catalogues, by their names.
fn catalogue(language: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language);
    let mut entries = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let room = path.file_stem().unwrap().to_string_lossy().into_owned();
        flatten(&room, &serde_json::from_slice(&fs::read(&path).unwrap()).unwrap(), &mut entries);
    }
    assert!(entries.len() > 100);
    entries
}

fn flatten(name: &str, value: &Value, entries: &mut Vec<(String, String)>) {
    match value {
        Value::Object(of_room) => {
            of_room.iter().for_each(|(key, value)| flatten(&format!("{name}.{key}"), value, entries));
        }
        text => entries.push((name.to_owned(), text.as_str().unwrap().to_owned())),
    }
}

/// The names of what stands in a text.
fn what_stands_in(text: &str) -> Vec<String> {
    let names = text.split("{{").skip(1).map(|part| part.split("}}").next().unwrap().trim().to_owned());
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names
}

/// A text without the names of what stands in it.
fn outside_of_braces(text: &str) -> String {
    text.split("{{")
        .enumerate()
        .map(|(index, part)| if index == 0 { part } else { part.split_once("}}").unwrap().1 })
        .collect()
}
