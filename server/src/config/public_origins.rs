use std::{str::FromStr, sync::Arc};
use url::{Origin, Url};

/// What browsers call this server, where that is not what it is asked for.
#[derive(Clone, Debug, Default)]
pub struct PublicOrigins(Arc<[Origin]>);

impl PublicOrigins {
    /// Whether it is one of them.
    pub fn contains(&self, origin: &Origin) -> bool {
        self.0.contains(origin)
    }

    /// The first of them, as it stands at the beginning of an address: the site's own.
    pub fn first(&self) -> Option<String> {
        self.0.first().map(Origin::ascii_serialization)
    }

    /// Whether one of them is reached by this scheme.
    pub fn has_scheme(&self, wanted: &str) -> bool {
        self.0.iter().any(|origin| matches!(origin, Origin::Tuple(scheme, ..) if scheme == wanted))
    }
}

impl FromStr for PublicOrigins {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let origins = text.split(',').map(str::trim).filter(|origin| !origin.is_empty());
        origins.map(origin).collect::<Result<_, _>>().map(Self)
    }
}

/// An origin stands for itself: it has no path and names nobody.
fn origin(text: &str) -> Result<Origin, String> {
    let malformed = || format!("{text} is no origin such as https://jari.kr");
    let url = Url::parse(text).map_err(|_| malformed())?;
    let is_whole = matches!(url.scheme(), "http" | "https") && url.has_host();
    let is_bare = url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if is_whole && is_bare { Ok(url.origin()) } else { Err(malformed()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_or_several() {
        let origins: PublicOrigins = "https://Jari.kr:443/, http://localhost:8080".parse().unwrap();
        let contains = |text: &str| origins.contains(&Url::parse(text).unwrap().origin());
        assert_eq!(origins.first().as_deref(), Some("https://jari.kr"));
        assert!(contains("https://jari.kr") && contains("http://localhost:8080"));
        assert!(
            !contains("http://jari.kr") && !contains("http://localhost") && !contains("https://www.jari.kr")
        );
        assert!(
            !"".parse::<PublicOrigins>().unwrap().contains(&Url::parse("https://jari.kr").unwrap().origin())
        );
    }

    #[test]
    fn what_is_no_origin_is_named() {
        for wrong in
            ["jari.kr", "https://", "https://jari.kr/path", "https://a@jari.kr", "ftp://jari.kr", "null", "*"]
        {
            let error = format!("https://jari.kr, {wrong}").parse::<PublicOrigins>().unwrap_err();
            assert!(error.starts_with(wrong), "{error}");
        }
    }
}
