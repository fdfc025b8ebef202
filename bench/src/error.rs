//! What goes wrong is told to the person at the terminal, so a text is enough.

/// Any error.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// The result of anything that may fail.
pub type Result<T> = std::result::Result<T, Error>;
