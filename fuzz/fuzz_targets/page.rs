//! Runs the target `page` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| scipix_fuzz::page(bytes));
