//! The window.
mod view;
fn main() {}
