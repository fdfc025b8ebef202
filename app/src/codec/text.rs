//! Bytes as text, as what a page carries stands in one of its scripts. What is plain text in them stays as it is, so that compression finds
//! again what the page shows anyway; base64 hides it, and a page was a third larger for that. Every other byte becomes a letter of two
//! bytes, none of which a script or markup knows.

/// The letter of the byte 0: those from here on are letters all (Latin Extended).
const FIRST: u32 = 0x100;

pub(super) fn written(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char_of(*byte)).collect()
}

/// None for what was not written so.
pub(super) fn read(text: &str) -> Option<Vec<u8>> {
    text.chars().map(byte_of).collect()
}

fn char_of(byte: u8) -> char {
    match byte {
        // These would end a text or a script, or begin an escape.
        b'"' | b'\\' | b'<' => letter(byte),
        b' '..=b'~' => char::from(byte),
        _ => letter(byte),
    }
}

fn letter(byte: u8) -> char {
    char::from_u32(FIRST + u32::from(byte)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn byte_of(letter: char) -> Option<u8> {
    let code = u32::from(letter);
    u8::try_from(code.checked_sub(FIRST).unwrap_or(code)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_read_again_and_none_means_anything_to_a_script() {
        let all: Vec<u8> = (0..=255).collect();
        let text = written(&all);
        assert_eq!(read(&text), Some(all));
        // A script carries it as Rust writes a text for people to debug: it must be the same text in both.
        assert_eq!(format!("{text:?}"), format!("\"{text}\""));
        assert!(
            !text.contains(['<', '"', '\\', '\n', '\u{2028}']) && text.chars().all(|char| !char.is_control())
        );
        assert!(text.contains("3456789"), "plain text stays as it is");
        assert_eq!(read("자리"), None);
    }
}
