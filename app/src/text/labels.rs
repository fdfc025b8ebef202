//! What venue files write into the labels of rows and seats besides the label itself. It is not said twice, and what is written
//! in Korean is not said on a page in English.

/// What a row's label ends with in Korean.
const ROW: char = '열';

/// What a seat's number ends with in Korean.
const NUMBER: char = '번';

/// What a row's label begins with in English.
const ROW_IN_ENGLISH: &str = "row ";

/// Whether a row's label ends with what a row is called in Korean.
pub(super) fn ends_with_row(label: &str) -> bool {
    label.ends_with(ROW)
}

/// A row's label alone.
pub(super) fn bare_row(label: &str) -> &str {
    let label = label.strip_suffix(ROW).unwrap_or(label);
    match label.split_at_checked(ROW_IN_ENGLISH.len()) {
        Some((start, rest)) if start.eq_ignore_ascii_case(ROW_IN_ENGLISH) => rest,
        _ => label,
    }
    .trim()
}

/// A seat's number alone.
pub(super) fn bare_number(label: &str) -> &str {
    label.strip_suffix(NUMBER).unwrap_or(label)
}
