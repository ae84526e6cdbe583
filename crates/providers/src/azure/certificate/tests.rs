//! Certificates as other tools write them.
