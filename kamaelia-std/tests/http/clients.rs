use super::*;

fn curl(arguments: &[&str], url: String) -> Command {
    let mut curl = Command::new("curl");
    curl.args([
        "--silent",
        "--show-error",
        "--noproxy",
        "*",
        "--max-time",
        "30",
    ]);
    curl.args(arguments).arg(url);
    curl
}

#[tokio::test]
async fn curl_gets_what_it_asks_for_and_sends_what_it_has() {
    let server = serve(echo("127.0.0.1:0")).await;
    let address = server.address;
    let page = printed(curl(&[], format!("http://{address}/a/b?c=d"))).await;
    assert_eq!(page, "GET /a/b?c=d\n");

    let body = "x".repeat(300_000);
    let file = std::env::temp_dir().join(format!("http-body-{}", std::process::id()));
    std::fs::write(&file, &body).unwrap();
    let data = format!("@{}", file.display());
    let url = format!("http://{address}/up");
    let sent = printed(curl(&["--data-binary", &data], url.clone())).await;
    assert_eq!(sent, format!("POST /up\n{body}"));
    let chunked = [
        "--header",
        "Transfer-Encoding: chunked",
        "--data-binary",
        &data,
    ];
    let sent = printed(curl(&chunked, url)).await;
    assert_eq!(sent, format!("POST /up\n{body}"));
    std::fs::remove_file(file).unwrap();
    server.end().await;
}

#[tokio::test]
async fn one_connection_serves_many_requests_in_their_order() {
    let server = serve(echo("127.0.0.1:0")).await;
    let script = "
import http.client, sys
connection = http.client.HTTPConnection('127.0.0.1', int(sys.argv[1]), timeout=30)
connection.connect()
port = connection.sock.getsockname()
for number in range(50):
    connection.request('PUT', f'/{number}', body=b'z' * number)
    answer = connection.getresponse()
    assert answer.status == 200 and answer.version == 11, answer.status
    assert answer.read() == b'PUT /%d\\n' % number + b'z' * number
    assert connection.sock.getsockname() == port
connection.request('HEAD', '/')
answer = connection.getresponse()
assert answer.status == 200 and answer.read() == b''
print('done')
";
    let mut python = Command::new("python3");
    python.args(["-c", script, &server.address.port().to_string()]);
    assert_eq!(printed(python).await, "done\n");
    let pipelined = b"GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.0\r\n\r\n";
    let answers = talk(server.address, pipelined).await;
    let (first, second) = (answers.find("GET /1\n"), answers.find("GET /2\n"));
    assert!(first.is_some() && first < second, "{answers}");
    server.end().await;
}

#[tokio::test]
async fn a_handler_is_chosen_by_the_longest_prefix_of_the_path() {
    let text = |text: &'static str| move |_| Answer::text(StatusCode::OK, text);
    let routes = Routes::new()
        .at("/", text("root"))
        .at("/pages/", text("pages"))
        .at("/pages/one", text("one"));
    let server = serve(HttpServer::new("127.0.0.1:0", move |r| routes.handler(r))).await;
    for (path, expected) in [
        ("/", "root\n"),
        ("/pages", "pages\n"),
        ("/pages/two", "pages\n"),
        ("/pages/one/x", "one\n"),
        ("/pagesize", "root\n"),
    ] {
        let url = format!("http://{}{path}", server.address);
        assert_eq!(printed(curl(&[], url)).await, expected, "{path}");
    }
    server.end().await;

    let routes = Routes::new().at("/here", text("here"));
    let server = serve(HttpServer::new("127.0.0.1:0", move |r| routes.handler(r))).await;
    let url = format!("http://{}/there", server.address);
    let told = printed(curl(&["--write-out", "%{http_code}"], url)).await;
    assert_eq!(told, "there is no such page\n404");
    server.end().await;
}
