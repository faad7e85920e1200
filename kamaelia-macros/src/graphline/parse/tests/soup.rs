//! Whatever the tokens, there is an answer.

use proc_macro2::TokenStream;

use super::tokens;
use crate::graphline::random::Random;
use crate::graphline::{graphline, pipeline};

const WORDS: [&str; 32] = [
    "A",
    "B",
    "C",
    "outbox",
    "inbox",
    "self",
    "=",
    "=",
    "->",
    "->",
    ".",
    ".",
    ";",
    ";",
    ",",
    "on",
    "task",
    "with",
    "via",
    "capacity",
    "latest",
    "(0)",
    "()",
    "[B, C.x with]",
    "{ A -> B; }",
    "::",
    ":",
    "\"text\"",
    "7",
    "let",
    "|x|",
    "type",
];

#[test]
fn no_tokens_are_too_many() {
    let mut random = Random(3);
    for _ in 0..20_000 {
        let length = random.below(24);
        let words: Vec<&str> = (0..length)
            .map(|_| WORDS[random.below(WORDS.len())])
            .collect();
        let soup: TokenStream = tokens(&words.join(" "));
        graphline(soup.clone());
        pipeline(soup);
    }
}
