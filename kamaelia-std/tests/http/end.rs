use super::*;
use kamaelia::{Feed, Shutdown};
use std::sync::Mutex;
use tokio::io::{AsyncBufReadExt, BufReader};

/// Says that it is there, and goes on when it is told to.
#[derive(Component)]
struct Slow {
    #[inbox]
    inbox: Inbox<Bytes>,
    #[outbox]
    outbox: Outbox<ResponsePart>,
    go: Go,
}

/// Where it is told.
struct Go(Collector<()>);

impl Main for Slow {
    async fn main(mut self) -> Outcome {
        let head = ResponseHead::new(StatusCode::OK);
        self.outbox.send(ResponsePart::Head(head)).await?;
        self.outbox
            .send(ResponsePart::Chunk("first\n".into()))
            .await?;
        self.go.0.recv().await;
        self.outbox
            .send(ResponsePart::Chunk("last\n".into()))
            .await?;
        Ok(())
    }
}

#[tokio::test]
async fn told_to_finish_it_answers_what_was_asked_and_lets_go_of_who_is_silent() {
    let (mut go, source): (_, Feed<()>) = feed();
    let (gone, sink) = collect::<()>();
    let told = pipeline![source, sink].spawn();
    let gone = Mutex::new(Some(Go(gone)));
    let handler = move |_| Slow::new(gone.lock().unwrap().take().expect("one request"));
    let server = serve(HttpServer::new("127.0.0.1:0", handler)).await;

    let mut silent = TcpStream::connect(server.address).await.unwrap();
    let mut client = BufReader::new(TcpStream::connect(server.address).await.unwrap());
    let ask = b"GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    client.get_mut().write_all(ask).await.unwrap();
    let mut line = String::new();
    while line != "first\r\n" && line != "first\n" {
        line.clear();
        assert_ne!(client.read_line(&mut line).await.unwrap(), 0);
    }
    server.graph.shutdown(Shutdown::Finish);
    // The silent one is let go, and that is its end.
    assert_eq!(silent.read(&mut [0; 8]).await.unwrap(), 0);
    go.send(()).await.unwrap();
    let mut rest = String::new();
    client.read_to_string(&mut rest).await.unwrap();
    assert!(
        rest.contains("last\n") && rest.ends_with("0\r\n\r\n"),
        "{rest}"
    );
    server.graph.join().await.unwrap();
    drop(go);
    told.join().await.unwrap();
}

#[tokio::test]
async fn a_limit_of_nothing_is_a_mistake() {
    let server = echo("127.0.0.1:0").head(0);
    let error = graphline! { SERVER = server; }.run().await.unwrap_err();
    assert!(error.to_string().contains("`head`"), "{error}");
}
