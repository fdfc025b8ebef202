//! In what sound a name ends, as a Korean reads it.

/// The last sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// A vowel.
    Vowel,
    /// ㄹ, which some words follow as they follow a vowel.
    Rieul,
    /// Another consonant.
    Consonant,
}

use Ending::{Consonant, Rieul, Vowel};

/// What is written at a name's end and not read.
const UNREAD: &[char] = &[
    ')', ']', '}', '>', '〉', '》', '」', '』', '】', '〕', '’', '”', '\'', '"', '`', '.', ',', '!', '?',
    '…', '）', '］', '＞', '！', '？', '。',
];

/// The last sound of a name; none where it cannot be known.
pub(super) fn ending(name: &str) -> Option<Ending> {
    let name = name.trim_end_matches(|c: char| c.is_whitespace() || UNREAD.contains(&c));
    match name.chars().next_back()? {
        last if last.is_ascii_digit() => of_number(name),
        last if last.is_ascii_alphabetic() => of_letters(name),
        last => of_hangul(last),
    }
}

/// A syllable, a letter by its name (기역, 리을, 아), or the last part of a syllable that is stored in parts.
fn of_hangul(last: char) -> Option<Ending> {
    match last {
        '가'..='힣' => Some(match (u32::from(last) - u32::from('가')) % 28 {
            0 => Vowel,
            8 => Rieul,
            _ => Consonant,
        }),
        'ㄹ' | '\u{11af}' => Some(Rieul),
        'ㄱ'..='ㅎ' | '\u{11a8}'..='\u{11c2}' => Some(Consonant),
        'ㅏ'..='ㅣ' | '\u{1161}'..='\u{1175}' => Some(Vowel),
        _ => None,
    }
}

/// A number by its last digit, or by what its zeros make of it: 십, 백, 천, and then 만, 억, 조, which count in ten thousands.
fn of_number(name: &str) -> Option<Ending> {
    let digits = || name.bytes().rev().filter(|byte| *byte != b',');
    let zeros = digits().take_while(|digit| *digit == b'0').count();
    let before = digits().nth(zeros).filter(u8::is_ascii_digit);
    match (zeros, before) {
        (0, Some(b'1' | b'7' | b'8')) => Some(Rieul),
        (0, Some(b'2' | b'4' | b'5' | b'9')) => Some(Vowel),
        // 삼 and 육; zeros alone are read one by one, as 영; 십, 백, 천, 만 and 억; 경.
        (0, _) | (_, None) | (1..=11 | 16..=19, _) => Some(Consonant),
        // 조 and 해.
        (12..=15 | 20..=23, _) => Some(Vowel),
        _ => None,
    }
}

/// Latin letters: one alone, and capitals, by their names; a word by its sound.
fn of_letters(name: &str) -> Option<Ending> {
    let before = name.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
    let word = name.get(before..)?.as_bytes();
    let is_spelt = word.len() == 1 || word.iter().all(u8::is_ascii_uppercase);
    let mut letters = word.iter().rev().map(u8::to_ascii_lowercase);
    let last = letters.next()?;
    if is_spelt {
        return Some(match last {
            // 엘 and 알.
            b'l' | b'r' => Rieul,
            // 엠 and 엔.
            b'm' | b'n' => Consonant,
            _ => Vowel,
        });
    }
    match (letters.next()?, last) {
        // An e at the end is silent: Home, Circle.
        (b'l', b'e') | (_, b'l') => Some(Rieul),
        (b'm' | b'n', b'e') | (_, b'm' | b'n') => Some(Consonant),
        // King, Classic, Rock.
        (b'n', b'g') | (b'i', b'c') | (b'c', b'k') => Some(Consonant),
        // Some of these end in a consonant, and some in a vowel that Korean puts after it: 컵, 네트.
        (_, b'b' | b'c' | b'd' | b'g' | b'k' | b'p' | b't') => None,
        _ => Some(Vowel),
    }
}
