//! A package of tests only: see `tests/`.
