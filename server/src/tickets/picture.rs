//! A ticket's token as a picture that a gate's camera reads.

use fast_qr::{
    ECL, QRBuilder, QRCode,
    convert::{Builder, svg::SvgBuilder},
};

/// The margin that the standard asks for, in squares.
const MARGIN: usize = 4;

/// How wide and high a square is in a picture of dots, in dots: as sharp as a phone's screen at the size at which mails show it.
const DOTS: usize = 8;

/// What is too long for a QR code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is too long for a QR code")]
pub struct TooLong;

/// A token as a QR code, in SVG: black on white with a margin, so that it is read on a dark page as well. A seventh of it may be
/// hidden by a crease or a finger; more would make its squares smaller than cameras like them.
///
/// # Errors
/// [`TooLong`]; no token is.
pub fn qr_code(token: &str) -> Result<String, TooLong> {
    Ok(SvgBuilder::default().margin(MARGIN).to_str(&code(token)?))
}

/// The same as PNG, for mail programs, few of which show SVG.
///
/// # Errors
/// [`TooLong`]; no token is.
pub fn qr_png(token: &str) -> Result<Vec<u8>, TooLong> {
    let code = code(token)?;
    let (side, bytes) = dots(&code);
    let mut file = Vec::new();
    let width = u32::try_from(side).map_err(|_| TooLong)?;
    let mut encoder = png::Encoder::new(&mut file, width, width);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    // Nothing fails that is written into memory.
    let mut writer = encoder.write_header().map_err(|_| TooLong)?;
    writer.write_image_data(&bytes).map_err(|_| TooLong)?;
    writer.finish().map_err(|_| TooLong)?;
    Ok(file)
}

fn code(token: &str) -> Result<QRCode, TooLong> {
    QRBuilder::new(token).ecl(ECL::M).build().map_err(|_| TooLong)
}

/// The dots of a code, a bit each, row by row, white as 1; and how many there are in a row.
fn dots(code: &QRCode) -> (usize, Vec<u8>) {
    let side = (code.size + 2 * MARGIN) * DOTS;
    let is_dark = |x: usize, y: usize| {
        let at = |dot: usize| (dot / DOTS).checked_sub(MARGIN).filter(|at| *at < code.size);
        at(x).zip(at(y)).is_some_and(|(x, y)| code[y][x].value())
    };
    let eight = |y: usize, byte: usize| {
        (0..8).fold(0_u8, |bits, bit| bits << 1 | u8::from(!is_dark(byte * 8 + bit, y)))
    };
    // A square is eight dots, so that each row ends with a byte.
    let bytes = (0..side).flat_map(|y| (0..side.div_ceil(8)).map(move |byte| (y, byte)));
    (side, bytes.map(|(y, byte)| eight(y, byte)).collect())
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
        assert_eq!(qr_png(&"A".repeat(5_000)), Err(TooLong));
    }

    /// What a PNG shows to a camera.
    fn read(file: &[u8]) -> String {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut dots = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut dots).unwrap();
        let (width, height) = (info.width as usize, info.height as usize);
        let mut seen = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| dots[y * width + x]);
        seen.detect_grids().remove(0).decode().unwrap().1
    }

    #[test]
    fn a_camera_reads_what_a_png_shows() {
        let token = format!("{}-_{}", "aB3".repeat(40), "z9".repeat(4));
        let file = qr_png(&token).unwrap();
        assert_eq!(read(&file), token);
        assert!(file.len() < 4_000, "{}", file.len());
    }
}
