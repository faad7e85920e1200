#![no_main]

#[path = "../../../../kamaelia-std/tests/corpus/smtp_reply.rs"]
mod smtp_reply;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| smtp_reply::check(bytes));
