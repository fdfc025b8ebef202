//! Geometries there and back, and seats found by where they are, against trying all of them.

mod codec;
mod index;
mod venue;
