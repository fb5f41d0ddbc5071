//! The error type lives here.
