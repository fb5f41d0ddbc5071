//! Runs the target `line_groups` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| scipix_fuzz::line_groups(bytes));
