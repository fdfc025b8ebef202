//! An answer that goes on and on: its head, then a body in chunks or as it is.

use crate::error::Result;

/// Where in the answer we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Head,
    /// The body as it is.
    Plain,
    /// The line with a chunk's size, of which these digits have come.
    Size(usize),
    /// What follows the size on its line.
    SizeEnd(usize),
    /// A chunk with so many bytes to come.
    Data(usize),
    /// The line end after a chunk.
    DataEnd,
    /// The last chunk has come.
    End,
}

/// Reads an answer as it comes.
#[derive(Debug)]
pub struct Reader {
    place: Place,
    /// The head as far as it has come.
    head: Vec<u8>,
}

impl Default for Reader {
    fn default() -> Self {
        Self { place: Place::Head, head: Vec::new() }
    }
}

impl Reader {
    /// Whether the head has come, with a 200.
    pub const fn is_open(&self) -> bool {
        !matches!(self.place, Place::Head)
    }

    /// Takes what came and hands over the parts of the body that are in it.
    ///
    /// # Errors
    /// When the answer is no 200, when it ends, or when it is no HTTP.
    pub fn feed(&mut self, mut input: &[u8], mut each: impl FnMut(&[u8])) -> Result<()> {
        while !input.is_empty() {
            match self.place {
                Place::Head => {
                    let before = self.head.len();
                    self.head.extend_from_slice(input);
                    let Some(end) = self.head.windows(4).position(|four| four == b"\r\n\r\n") else {
                        return Ok(());
                    };
                    input = &input[end + 4 - before..];
                    self.head.truncate(end);
                    self.place = after_head(&self.head)?;
                    self.head = Vec::new();
                }
                Place::Plain => {
                    each(input);
                    return Ok(());
                }
                Place::Size(size) => {
                    let byte = input[0];
                    match char::from(byte).to_digit(16) {
                        Some(digit) if size < 1 << 24 => self.place = Place::Size(size * 16 + digit as usize),
                        Some(_) => return Err("a chunk without measure".into()),
                        None => self.place = Place::SizeEnd(size),
                    }
                    if self.place != Place::SizeEnd(size) {
                        input = &input[1..];
                    }
                }
                Place::SizeEnd(size) => {
                    if input[0] == b'\n' {
                        self.place = if size == 0 { Place::End } else { Place::Data(size) };
                    }
                    input = &input[1..];
                }
                Place::Data(left) => {
                    let (data, rest) = input.split_at(left.min(input.len()));
                    each(data);
                    input = rest;
                    self.place =
                        if data.len() == left { Place::DataEnd } else { Place::Data(left - data.len()) };
                }
                Place::DataEnd => {
                    if input[0] == b'\n' {
                        self.place = Place::Size(0);
                    }
                    input = &input[1..];
                }
                Place::End => return Err("the stream has ended".into()),
            }
        }
        Ok(())
    }
}

fn after_head(head: &[u8]) -> Result<Place> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
    if status != "200" {
        return Err(format!("a stream was answered {status}").into());
    }
    let chunked = lines.any(|line| line.starts_with("transfer-encoding:") && line.contains("chunked"));
    Ok(if chunked { Place::Size(0) } else { Place::Plain })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], step: usize) -> Vec<u8> {
        let (mut reader, mut body) = (Reader::default(), Vec::new());
        for part in bytes.chunks(step) {
            reader.feed(part, |data| body.extend_from_slice(data)).unwrap();
        }
        assert!(reader.is_open());
        body
    }

    #[test]
    fn a_body_is_the_same_however_it_comes() {
        let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n11;x=y\r\n, here I am again\r\n";
        let plain = b"HTTP/1.1 200 OK\r\nX: y\r\n\r\nhello, here I am again";
        for step in 1..chunked.len() {
            assert_eq!(read(chunked, step), b"hello, here I am again", "{step}");
            assert_eq!(read(plain, step), b"hello, here I am again", "{step}");
        }
    }

    #[test]
    fn a_refusal_and_an_end_are_errors() {
        let error = Reader::default().feed(b"HTTP/1.1 503 Busy\r\n\r\n", |_| {}).unwrap_err();
        assert_eq!(error.to_string(), "a stream was answered 503");
        let ended = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n";
        assert!(Reader::default().feed(ended, |_| {}).is_err());
    }
}
