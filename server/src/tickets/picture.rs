//! A ticket's token as a picture that a gate's camera reads.

use fast_qr::{
    ECL, QRBuilder,
    convert::{Builder, svg::SvgBuilder},
};

/// What is too long for a QR code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is too long for a QR code")]
pub struct TooLong;

/// A token as a QR code, in SVG: black on white with the margin that the standard asks for, so that it is read on a dark page as
/// well. A seventh of it may be hidden by a crease or a finger; more would make its squares smaller than cameras like them.
///
/// # Errors
/// [`TooLong`]; no token is.
pub fn qr_code(token: &str) -> Result<String, TooLong> {
    let code = QRBuilder::new(token).ecl(ECL::M).build().map_err(|_| TooLong)?;
    Ok(SvgBuilder::default().margin(4).to_str(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_of_its_text_alone() {
        let svg = qr_code(&"A".repeat(130)).unwrap();
        assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"), "{svg}");
        assert!(!svg.contains("script") && svg.len() < 40_000, "{}", svg.len());
        assert_ne!(svg, qr_code(&"B".repeat(130)).unwrap());
        assert_eq!(qr_code(&"A".repeat(5_000)), Err(TooLong));
    }
}
