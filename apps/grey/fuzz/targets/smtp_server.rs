#![no_main]

#[path = "../../../../kamaelia-std/tests/corpus/smtp_server.rs"]
mod smtp_server;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| smtp_server::check(bytes));
