//! Reading server-sent events, as they come and without copying what came whole.

use memchr::memchr;

/// One event, as far as anybody here asks.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Event<'a> {
    /// Its id, if it has one.
    pub id: Option<&'a [u8]>,
    /// Its name, if it has one.
    pub name: &'a [u8],
    /// Its data; ours never has a second line.
    pub data: &'a [u8],
}

/// Hands over each event that is whole, and returns how many bytes they were.
pub fn read_events(text: &[u8], mut each: impl FnMut(Event<'_>)) -> usize {
    let (mut done, mut at) = (0, 0);
    let mut event = Event::default();
    while let Some(rest) = text.get(at..)
        && let Some(length) = memchr(b'\n', rest)
    {
        let line = &rest[..length];
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        at += length + 1;
        if line.is_empty() {
            if !event.data.is_empty() {
                each(std::mem::take(&mut event));
            }
            event = Event::default();
            done = at;
        } else if let Some(data) = field(line, b"data:") {
            event.data = data;
        } else if let Some(id) = field(line, b"id:") {
            event.id = Some(id);
        } else if let Some(name) = field(line, b"event:") {
            event.name = name;
        }
    }
    done
}

fn field<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let value = line.strip_prefix(name)?;
    Some(value.strip_prefix(b" ").unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_events_are_handed_over_and_the_rest_is_kept() {
        let text = b"retry: 1\n\n: comment\n\nid: e-1\nevent: update\ndata: {}\n\nid: e-2\nevent: upd";
        let mut seen = Vec::new();
        let done = read_events(text, |event| {
            seen.push((event.id.map(<[u8]>::to_vec), event.name.to_vec(), event.data.to_vec()));
        });
        assert_eq!(seen, [(Some(b"e-1".to_vec()), b"update".to_vec(), b"{}".to_vec())]);
        assert_eq!(&text[done..], b"id: e-2\nevent: upd");
    }

    #[test]
    fn an_event_without_data_is_none() {
        assert_eq!(read_events(b"event: x\n\n", |_| panic!("an event")), 10);
    }
}
