//! Entries: fixtures of each format, and of each way in which they are broken.
