//! A real server: Postfix's `smtp-sink`.

use crate::asking::{Client, chunk, client, connected, hello, mail, to};
use crate::smtp_sink::SmtpSink;
use kamaelia_std::chat::smtp::Ask;
use std::collections::BTreeSet;

#[tokio::test]
async fn what_a_real_server_has_taken_is_what_was_sent() {
    for options in [&[][..], &["-e"], &["-p"]] {
        let sink = SmtpSink::start(&format!("sink{}", options.concat()), options);
        let mut client = Client::start(client(sink.address));
        assert!(client.ask(connected()).await.starts_with("220 "));
        client.say([hello("mx.example.org")]).await;
        for number in 0..20 {
            client
                .say([mail("a@example.org"), to("b@example.org"), Ask::Data])
                .await;
            for code in ["250", "250", "354"] {
                assert!(client.hear().await.starts_with(code));
            }
            let text = format!("Subject: {number}\r\n\r\n.hello {number}\r\n");
            client
                .say([Ask::Chunk(text.into()), chunk(".\r\n"), Ask::End])
                .await;
            assert!(client.hear().await.starts_with("250"));
        }
        client.say([Ask::Quit]).await;
        client.end().await;
        let taken: BTreeSet<String> = sink
            .taken()
            .into_iter()
            .map(|message| {
                let body = message.split_once("\n\n").map(|(_, body)| body.to_owned());
                body.expect("a message has a body")
            })
            .collect();
        // It puts an empty line behind each.
        let sent = (0..20).map(|number| format!(".hello {number}\n.\n\n"));
        assert_eq!(taken, sent.collect(), "{options:?}");
    }
}

#[tokio::test]
async fn a_message_that_is_cut_off_is_not_taken() {
    let sink = SmtpSink::start("sink-cut", &[]);
    for _ in 0..20 {
        let mut client = Client::start(client(sink.address));
        client
            .say([mail("a@example.org"), to("b@example.org"), Ask::Data])
            .await;
        for code in ["250", "250", "354"] {
            assert!(client.hear().await.starts_with(code));
        }
        client.say([chunk("Subject: no\r\n\r\nhello\r\n")]).await;
        client.end().await;
    }
    let mut client = Client::start(client(sink.address));
    assert!(
        client
            .send("Subject: yes\r\n\r\nhello\r\n")
            .await
            .starts_with("250")
    );
    client.end().await;
    let whole = |message: &String| message.contains("Subject: yes");
    assert_eq!(
        sink.taken().iter().filter(|message| whole(message)).count(),
        1
    );
}
