//! Where a match takes place, as far as clocks and calendars go.

use std::{fmt, sync::Arc};

/// A time zone by its name in the IANA database, such as `Asia/Seoul`. That there is such a zone is known by whoever knows the
/// database, which is looked at where a name comes in; here it only has the form of one. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TimeZoneName(Arc<str>);

/// It has not the form of a time zone's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a time zone is called as in the IANA database, such as Asia/Seoul or America/New_York")]
pub struct BadTimeZoneName;

impl TimeZoneName {
    /// The longest name, in characters; those that there are have less than half of it.
    const MAX_CHARS: usize = 64;

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<&str> for TimeZoneName {
    type Error = BadTimeZoneName;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '+');
        let begins = text.starts_with(|c: char| c.is_ascii_alphabetic());
        if begins && text.len() <= Self::MAX_CHARS && text.chars().all(fits) {
            Ok(Self(text.into()))
        } else {
            Err(BadTimeZoneName)
        }
    }
}

/// Where matches take place of which nobody says otherwise.
impl Default for TimeZoneName {
    fn default() -> Self {
        Self("Asia/Seoul".into())
    }
}

impl fmt::Display for TimeZoneName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for TimeZoneName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_the_form_that_the_database_gives_it() {
        for name in
            ["Asia/Seoul", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "America/Port-au-Prince", "UTC"]
        {
            assert_eq!(TimeZoneName::try_from(name).map(|zone| zone.to_string()), Ok(name.to_owned()));
        }
        for text in
            ["", "/etc/passwd", "Asia/Seoul ", "Asia/../x", "+09:00", "서울", "Asia\0", &"a".repeat(65)]
        {
            assert_eq!(TimeZoneName::try_from(text), Err(BadTimeZoneName), "{text}");
        }
    }
}
