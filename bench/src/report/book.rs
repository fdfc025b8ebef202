//! What was measured, run by run.

use crate::spread::median;
use std::collections::BTreeMap;

/// Figures by name. A figure has one value for each run.
#[derive(Debug, Default)]
pub struct Book {
    values: BTreeMap<String, Vec<f64>>,
    /// What could not be measured, and why.
    notes: Vec<String>,
}

impl Book {
    /// Writes down one run's value, and shows it to whoever waits.
    pub fn add(&mut self, who: &str, what: &str, value: f64) {
        eprintln!("  {who:<10} {what:<32} {value:>14.3}");
        self.values.entry(name(who, what)).or_default().push(value);
    }

    /// Writes down what a reader must know besides.
    pub fn note(&mut self, text: String) {
        eprintln!("  {text}");
        if !self.notes.contains(&text) {
            self.notes.push(text);
        }
    }

    /// The median of a figure; none where it was not measured.
    pub fn median(&self, who: &str, what: &str) -> Option<f64> {
        self.values.get(&name(who, what)).map(|values| median(values))
    }

    /// The median of the ratios of two figures, each of the same run: what disturbs the machine disturbs both.
    pub fn ratio(&self, (who, what): (&str, &str), (other_who, other_what): (&str, &str)) -> Option<f64> {
        let (above, below) =
            (self.values.get(&name(who, what))?, self.values.get(&name(other_who, other_what))?);
        let ratios: Vec<f64> = above.iter().zip(below).map(|(above, below)| above / below).collect();
        (!ratios.is_empty()).then(|| median(&ratios))
    }

    /// All that a reader must know besides.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Whether nothing was measured.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

fn name(who: &str, what: &str) -> String {
    format!("{who}/{what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_taken_run_by_run() {
        let mut book = Book::default();
        for (jari, floor) in [(10.0, 10.0), (30.0, 20.0), (24.0, 20.0)] {
            book.add("Jari", "x", jari);
            book.add("floor", "x", floor);
        }
        assert_eq!(book.median("Jari", "x"), Some(24.0));
        assert_eq!(book.ratio(("Jari", "x"), ("floor", "x")), Some(1.2));
        assert_eq!(book.ratio(("Jari", "x"), ("nchan", "x")), None);
    }
}
