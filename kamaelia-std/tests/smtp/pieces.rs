//! A dialogue is the same wherever the network cuts it.

use crate::talk::{Talk, server, yes};

const DIALOGUE: &str = "EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nhi\r\n..\r\n.\r\nNOO\n\
                        MAIL FROM:<>\r\nRCPT TO:<c@d>\r\nBDAT 4\r\nab\r\nRSET\r\nMAIL FROM:<>\r\nRCPT TO:<c@d>\r\n\
                        BDAT 3 LAST\r\na\r\nMAIL FROM:<>\r\nRCPT TO:<c@d>\r\nDATA\r\na\n.\r\n";

/// What is said and asked.
async fn talk(pieces: impl IntoIterator<Item = &[u8]>) -> (String, Vec<String>) {
    let mut talk = Talk::new(server(), yes);
    for piece in pieces {
        talk.say(piece).await;
    }
    let log = talk.log();
    let said = talk.leave().await;
    let mut asked = log.all();
    // Whether a client was early is a matter of time; how much has come of a message
    // that nobody gets, too.
    asked.remove(0);
    if asked.last().is_some_and(|last| last == "a") {
        asked.pop();
    }
    (said, asked)
}

#[tokio::test(start_paused = true)]
async fn a_dialogue_is_the_same_wherever_it_is_cut() {
    let bytes = DIALOGUE.as_bytes();
    let whole = talk([bytes]).await;
    assert!(
        whole
            .0
            .ends_with("554 5.6.0 a line ends with LF alone; it has to be CR LF\r\n"),
        "{}",
        whole.0
    );
    assert_eq!(whole.1.iter().filter(|ask| *ask == "end").count(), 2);
    for cut in 0..=bytes.len() {
        let (one, other) = bytes.split_at(cut);
        assert_eq!(talk([one, other]).await, whole, "cut at {cut}");
    }
    for size in [1, 2, 3, 5, 7, 11] {
        assert_eq!(talk(bytes.chunks(size)).await, whole, "in pieces of {size}");
    }
}
