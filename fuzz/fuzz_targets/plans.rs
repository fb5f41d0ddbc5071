//! Runs the target `plans` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| scipix_fuzz::plans(bytes));
