//! The verbs, one file each.

pub mod bench;
pub mod cases;
pub mod check;
pub mod dev;
pub mod package;
pub mod run;
pub mod test;
