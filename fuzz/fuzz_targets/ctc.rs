//! Runs the target `ctc` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| scipix_fuzz::ctc(bytes));
