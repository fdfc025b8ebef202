//! What Korean puts after a name (조사). Each has one form after a vowel and one after a consonant, and so depends on how the
//! name is read: `한빛 팔콘스가`, `강남이`, `LG가`, `KBL이`, `3루로`, `7로`, `100으로`.

mod ending;

use ending::{Ending, ending};

/// A particle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Particle {
    /// 이 or 가: who does something.
    Subject,
    /// 은 or 는: what is spoken of.
    Topic,
    /// 을 or 를: what something is done to.
    Object,
    /// 과 or 와: with whom.
    With,
    /// 으로 or 로: where to, and by what means.
    Towards,
}

impl Particle {
    /// The form that goes with a name, right after which it is written. Where it cannot be known how the name is read it has
    /// both forms, as in printed forms: `이(가)`.
    pub fn after(self, name: &str) -> &'static str {
        let (consonant, vowel, both) = self.forms();
        match (ending(name), self) {
            (None, _) => both,
            // ㄹ is the one consonant that 로 follows as it follows a vowel.
            (Some(Ending::Vowel), _) | (Some(Ending::Rieul), Self::Towards) => vowel,
            (Some(Ending::Consonant | Ending::Rieul), _) => consonant,
        }
    }

    /// After a consonant, after a vowel, and where that is not known.
    const fn forms(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Subject => ("이", "가", "이(가)"),
            Self::Topic => ("은", "는", "은(는)"),
            Self::Object => ("을", "를", "을(를)"),
            Self::With => ("과", "와", "과(와)"),
            Self::Towards => ("으로", "로", "(으)로"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Particle; 5] =
        [Particle::Subject, Particle::Topic, Particle::Object, Particle::With, Particle::Towards];

    #[test]
    fn a_particle_follows_how_a_name_is_read() {
        const CONSONANT: [&str; 5] = ["이", "은", "을", "과", "으로"];
        const RIEUL: [&str; 5] = ["이", "은", "을", "과", "로"];
        const VOWEL: [&str; 5] = ["가", "는", "를", "와", "로"];
        const BOTH: [&str; 5] = ["이(가)", "은(는)", "을(를)", "과(와)", "(으)로"];
        for (name, forms) in [
            ("한빛 팔콘스", VOWEL),
            ("강남", CONSONANT),
            ("서울", RIEUL),
            ("개막전 (1차)", VOWEL),
            ("‘봄날’", RIEUL),
            ("《햄릿》", CONSONANT),
            ("무대!", VOWEL),
            ("서울 ", RIEUL),
            // Digits, one by one.
            ("0", CONSONANT),
            ("1", RIEUL),
            ("2", VOWEL),
            ("3", CONSONANT),
            ("4", VOWEL),
            ("5", VOWEL),
            ("6", CONSONANT),
            ("7", RIEUL),
            ("8", RIEUL),
            ("9", VOWEL),
            // 십, 백, 천, 만, 억 and 조.
            ("10", CONSONANT),
            ("200", CONSONANT),
            ("3,000", CONSONANT),
            ("10,000", CONSONANT),
            ("500000000", CONSONANT),
            ("1,000,000,000,000", VOWEL),
            ("101", RIEUL),
            ("2027", RIEUL),
            ("007", RIEUL),
            ("100", CONSONANT),
            ("00", CONSONANT),
            // Letters by their names.
            ("A", VOWEL),
            ("L", RIEUL),
            ("M", CONSONANT),
            ("N", CONSONANT),
            ("R", RIEUL),
            ("S", VOWEL),
            ("VIP", VOWEL),
            ("KBL", RIEUL),
            ("블록 n", CONSONANT),
            ("A-12", VOWEL),
            ("B10", CONSONANT),
            // Words by their sound.
            ("Jari", VOWEL),
            ("Hanbit Falcons", VOWEL),
            ("Seoul", RIEUL),
            ("Team", CONSONANT),
            ("Boston", CONSONANT),
            ("King", CONSONANT),
            ("Tower", VOWEL),
            ("Classic", CONSONANT),
            ("Rock", CONSONANT),
            ("Stage", VOWEL),
            ("Home", CONSONANT),
            ("Line", CONSONANT),
            ("Circle", RIEUL),
            // A word such as these may be read either way: 컵, but 네트.
            ("Cup", BOTH),
            ("Net", BOTH),
            // Single letters of Hangul, and syllables in parts, as some systems store them.
            ("ㄱ", CONSONANT),
            ("ㄹ", RIEUL),
            ("ㅏ", VOWEL),
            ("\u{1109}\u{1165}\u{110b}\u{116e}\u{11af}", RIEUL),
            ("\u{1100}\u{1161}\u{11bc}", CONSONANT),
            ("\u{1100}\u{1161}", VOWEL),
            // Nobody knows.
            ("", BOTH),
            ("()", BOTH),
            ("東京", BOTH),
            ("é", BOTH),
            ("♥", BOTH),
            ("50%", BOTH),
            ("10000000000000000000000000", BOTH),
        ] {
            assert_eq!(ALL.map(|particle| particle.after(name)), forms, "{name}");
        }
    }

    fn forms(name: &str) -> [&'static str; 5] {
        ALL.map(|particle| particle.after(name))
    }

    proptest! {
        #[test]
        fn any_text_has_one_of_the_forms(name: String) {
            for particle in ALL {
                let (consonant, vowel, both) = particle.forms();
                prop_assert!([consonant, vowel, both].contains(&particle.after(&name)));
            }
        }

        #[test]
        fn a_syllable_decides_by_its_final_consonant(before: String, first in 0_u32..19 * 21, last in 0_u32..28) {
            let syllable = char::from_u32(0xAC00 + first * 28 + last).unwrap();
            let subject = if last == 0 { "가" } else { "이" };
            let towards = if matches!(last, 0 | 8) { "로" } else { "으로" };
            let name = format!("{before}{syllable}");
            prop_assert_eq!(Particle::Subject.after(&name), subject);
            prop_assert_eq!(Particle::Towards.after(&name), towards);
        }

        #[test]
        fn what_is_not_read_changes_nothing(name: String, closing in "[)\\]}>〉》」』】’”'\"!?… ]{0,5}") {
            prop_assert_eq!(forms(&format!("{name}{closing}")), forms(&name));
        }

        /// Read out in full by the rules that children learn, a number ends in the same sound.
        #[test]
        fn a_number_ends_as_it_is_read(number in number()) {
            let ending = forms(&read(number as u64));
            prop_assert_eq!(forms(&number.to_string()), ending);
            prop_assert_eq!(forms(&crate::text::count(number)), ending);
        }
    }

    /// Small ones, large ones, and round ones.
    fn number() -> impl Strategy<Value = i64> {
        let round = (0_i64..10, 0_u32..18).prop_map(|(digit, zeros)| digit * 10_i64.pow(zeros));
        prop_oneof![0_i64..=20_000, 0..=i64::MAX, round]
    }

    /// A number in words.
    fn read(number: u64) -> String {
        const DIGITS: [&str; 10] = ["영", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"];
        if number == 0 {
            return DIGITS[0].to_owned();
        }
        let mut text = String::new();
        for (place, unit) in ["경", "조", "억", "만", ""].into_iter().enumerate() {
            let group = number / 10_000_u64.pow(4 - place as u32) % 10_000;
            for (place, unit) in ["천", "백", "십", ""].into_iter().enumerate() {
                let digit = group / 10_u64.pow(3 - place as u32) % 10;
                if digit > 0 {
                    text += DIGITS[digit as usize];
                    text += unit;
                }
            }
            if group > 0 {
                text += unit;
            }
        }
        text
    }
}
