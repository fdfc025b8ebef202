//! The one table.

use super::{
    book::Book,
    rows::{FLOOR, JARI, LIMIT, NCHAN, Row, rows},
};

/// The rows of which something was measured, as a table that reads well as plain text, too.
pub fn table(book: &Book) -> String {
    let heads = ["", "Jari", "floor or limit", "nchan", "ratio", "reach", "go beyond"].map(str::to_owned);
    let mut lines = vec![heads];
    lines.extend(rows().filter_map(|row| line(book, row)));
    let mut widths = [0; 7];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for (number, line) in lines.iter().enumerate() {
        let cells = line.iter().zip(widths).map(|(cell, width)| format!(" {cell:<width$} |"));
        text += &format!("|{}\n", cells.collect::<String>());
        if number == 0 {
            text += &format!("|{}\n", widths.map(|width| format!("{}|", "-".repeat(width + 2))).concat());
        }
    }
    text
}

fn line(book: &Book, row: &Row) -> Option<[String; 7]> {
    let write = |who: &str, what: &str| book.median(who, what).map(|value| row.unit.write(value));
    let jari = write(JARI, row.what);
    let own = write(FLOOR, row.what).or_else(|| write(LIMIT, row.what));
    let nchan = write(NCHAN, row.what);
    if jari.is_none() && own.is_none() && nchan.is_none() {
        return None;
    }
    let below = row.against.and_then(|(who, what)| write(who, what)).or(own);
    let ratio = row.against.and_then(|against| book.ratio((JARI, row.what), against));
    let ratio = ratio.map(|ratio| format!("{ratio:.2}"));
    let or_nothing = Option::unwrap_or_default;
    Some([
        row.title.to_owned(),
        or_nothing(jari),
        or_nothing(below),
        or_nothing(nchan),
        or_nothing(ratio),
        row.goals.0.to_owned(),
        row.goals.1.to_owned(),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_measured_is_shown() {
        let mut book = Book::default();
        book.add(JARI, "fan1000 delivery", 9.0);
        book.add(FLOOR, "fan1000 delivery", 7.5);
        book.add(JARI, "memory", 3.0);
        let text = table(&book);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 4);
        assert!(lines[2].contains("| 9.00 µs |") && lines[2].contains("| 1.20 "), "{text}");
        assert!(lines[3].contains("3.0 KB"), "{text}");
    }
}
