use super::*;

#[tokio::test]
async fn what_is_no_http_is_told_400_and_is_a_fault() {
    let mut server = serve(echo("127.0.0.1:0")).await;
    for words in [
        &b"EHLO home.example\r\n\r\n"[..],
        b"GET / HTTP/1.1\r\nHost h\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /\0 HTTP/1.1\r\n\r\n",
    ] {
        let answer = talk(server.address, words).await;
        let words = String::from_utf8_lossy(words);
        assert!(answer.starts_with("HTTP/1.1 400 "), "{words}: {answer}");
        assert!(!server.fault().await.is_empty());
    }
    server.end().await;
}

#[tokio::test]
async fn a_head_that_is_too_long_is_told_431() {
    let mut server = serve(echo("127.0.0.1:0").head(2000)).await;
    let long = format!(
        "GET / HTTP/1.1\r\nHost: h\r\nX: {}\r\n\r\n",
        "x".repeat(2000)
    );
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(200));
    for words in [long, many] {
        let answer = talk(server.address, words.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
        server.fault().await;
    }
    server.end().await;
}

/// [`talk`] with a server that may have closed the connection before it reads.
async fn heard(address: SocketAddr, words: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut answer = Vec::new();
    if stream.write_all(words).await.is_ok() {
        let _ = stream.read_to_end(&mut answer).await;
    }
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn a_head_that_is_too_slow_is_cut_off_and_silence_is_no_fault() {
    let moment = Duration::from_millis(50);
    let mut server = serve(echo("127.0.0.1:0").head_timeout(moment)).await;
    assert_eq!(talk(server.address, b"").await, "");
    // On a machine that stood still, what was said in time may be read too late: then it is
    // said again.
    let answer = loop {
        let begun = Instant::now();
        let answer = heard(server.address, b"GET /one HTTP/1.1\r\nHost: h\r\n\r\n").await;
        if !answer.is_empty() {
            break answer;
        }
        assert!(begun.elapsed() >= moment);
    };
    assert!(answer.contains("GET /one\n"), "{answer}");
    let mut tries = 0;
    let fault = loop {
        tries += 1;
        assert_eq!(heard(server.address, b"GET / HTTP/1.1\r\nHo").await, "");
        if let Ok(fault) = tokio::time::timeout(moment, server.fault()).await {
            break fault;
        }
    };
    assert!(
        fault.contains("timed out") || fault.contains("timeout"),
        "{fault}"
    );
    let more = std::iter::from_fn(|| server.faults.try_recv().ok()).count();
    assert!(more < tries, "{more} more after {tries}");
    server.end().await;
}

#[tokio::test]
async fn a_body_that_is_too_long_is_told_413_said_before_or_not() {
    // Answers only when all of the body is there.
    let collect = |_| {
        pipeline![
            kamaelia_std::util::Collate::new(),
            kamaelia_std::util::FlatMap::new(|pieces: Vec<Bytes>| {
                let head = ResponsePart::Head(ResponseHead::new(StatusCode::OK));
                std::iter::once(head).chain(pieces.into_iter().map(ResponsePart::Chunk))
            }),
        ]
    };
    let mut server = serve(HttpServer::new("127.0.0.1:0", collect).body(10)).await;
    let post = "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n";
    let said = format!("{post}Content-Length: 11\r\n\r\n12345678901");
    let answer = talk(server.address, said.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");

    let chunked = format!("{post}Transfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n0\r\n\r\n");
    let answer = talk(server.address, chunked.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(server.fault().await.contains("has more than 10 bytes"));

    let fits = format!("{post}Content-Length: 10\r\n\r\n1234567890");
    let answer = talk(server.address, fits.as_bytes()).await;
    assert!(
        answer.starts_with("HTTP/1.1 200 ") && answer.contains("1234567890"),
        "{answer}"
    );
    server.end().await;

    let moment = Duration::from_millis(50);
    let mut server = serve(HttpServer::new("127.0.0.1:0", collect).body_timeout(moment)).await;
    let half = format!("{post}Content-Length: 10\r\n\r\n12345");
    let answer = talk(server.address, half.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(
        server
            .fault()
            .await
            .contains("nothing of the request's body came for")
    );
    server.end().await;
}

#[tokio::test]
async fn a_handler_that_fails_is_answered_for_and_half_an_answer_is_none() {
    let routes = Routes::new()
        .at("/", |_| Fail::new(false))
        .at("/late", |_| Fail::new(true));
    let mut server = serve(HttpServer::new("127.0.0.1:0", move |r| routes.handler(r))).await;
    let answer = talk(server.address, b"GET / HTTP/1.1\r\nHost: h\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
    let fault = server.fault().await;
    assert!(
        fault.contains("request[0]/HANDLER") && fault.contains("the shelf is empty"),
        "{fault}"
    );

    let mut client = TcpStream::connect(server.address).await.unwrap();
    let ask = b"POST /late HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n";
    client.write_all(ask).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"half\r\n") {
        assert_ne!(client.read_buf(&mut answer).await.unwrap(), 0);
    }
    client.write_all(b"x").await.unwrap();
    client.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200 "));
    assert!(answer.ends_with(b"half\r\n"), "it looks whole");
    assert!(server.fault().await.contains("the shelf is empty"));
    server.end().await;
}
