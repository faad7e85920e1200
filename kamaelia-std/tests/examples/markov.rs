//! The protocol of a server needs no socket.

use bytes::Bytes;
use kamaelia::testing::{expect, run};
use markov_chat::protocol;
use std::sync::Arc;

#[expect(dead_code, reason = "of the program only a part is needed here")]
#[path = "../../examples/markov_chat.rs"]
mod markov_chat;

#[test]
fn markov_chat_answers_from_what_it_was_told() {
    run(async || {
        let chain = Arc::default();
        let told = ["to be or\n", "not\n", "or not to mention\nnot\n"].map(Bytes::from);
        let said = ["to be or\n", "not\n"].map(Bytes::from);
        expect(protocol(chain), told[..2].to_vec(), said).await
    });
}

#[test]
fn markov_chat_shares_what_it_has_learned() {
    run(async || {
        let chain = Arc::<std::sync::Mutex<markov_chat::Chain>>::default();
        let (told, asked) = (Bytes::from("well done\n"), Bytes::from("well\n"));
        expect(protocol(chain.clone()), [told.clone()], [told.clone()]).await?;
        expect(protocol(chain), [asked], [told]).await
    });
}
