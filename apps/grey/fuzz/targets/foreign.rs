#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| grey::foreign::fuzz(bytes));
