//! Reading the `Cookie` header.

use http::{HeaderMap, header};

/// The value of the cookie that has literally this name, if there is exactly one. Names are not decoded: a browser guards
/// names that begin with `__Host-`, and would not see that a neighbour's `%5F%5FHost-` is to mean the same. Where there are
/// two, one of them is not ours, and nothing says which.
pub(super) fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a [u8]> {
    let mut values = pairs(headers).filter_map(|(found, value)| (found == name.as_bytes()).then_some(value));
    match (values.next(), values.next()) {
        (Some(value), None) => Some(value),
        _ => None,
    }
}

/// All names and values. HTTP/2 may have a header for each.
fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&[u8], &[u8])> {
    let lines = headers.get_all(header::COOKIE).iter();
    lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b';')).filter_map(|pair| {
        let equals = pair.iter().position(|byte| *byte == b'=')?;
        Some((pair[..equals].trim_ascii(), pair[equals + 1..].trim_ascii()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn found(lines: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::COOKIE, HeaderValue::from_bytes(line.as_bytes()).unwrap());
        }
        only(&headers, "__Host-s").map(|value| String::from_utf8(value.to_vec()).unwrap())
    }

    #[test]
    fn a_cookie_is_found_by_its_name() {
        assert_eq!(found(&["__Host-s=1"]).as_deref(), Some("1"));
        assert_eq!(found(&["a=0; __Host-s=1;b; c=="]).as_deref(), Some("1"));
        assert_eq!(found(&["a=é", "b=0", " __Host-s = 1=2 "]).as_deref(), Some("1=2"));
        assert_eq!(found(&["__Host-s="]).as_deref(), Some(""));
    }

    #[test]
    fn only_the_literal_name_counts_and_only_once() {
        for other in [
            &["%5F%5FHost-s=1"][..],
            &["__host-s=1"],
            &["__Host-s"],
            &["__Host-s%20=1"],
            &["\"__Host-s\"=1"],
            &["a=__Host-s=1"],
            &["__Host-s=1; __Host-s=1"],
            &["__Host-s=1", "__Host-s=2"],
            &["=__Host-s=1"],
            &[],
        ] {
            assert_eq!(found(other), None, "{other:?}");
        }
        assert_eq!(found(&["%5F%5FHost-s=2; __Host-s=1"]).as_deref(), Some("1"));
    }
}
