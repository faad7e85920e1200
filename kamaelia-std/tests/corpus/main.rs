//! What must hold for whatever bytes come, for the bytes that a fuzzer begins with, and
//! for those that were once a bug. `.ci/fuzz` makes up more of them.

mod proxy_header;
mod smtp_reply;
mod smtp_server;

#[track_caller]
fn check_all(name: &str, check: fn(&[u8])) {
    let folder = format!("{}/corpus/{name}", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(folder).expect("the corpus is there");
    let mut count = 0;
    for file in files {
        let path = file.expect("it can be listed").path();
        check(&std::fs::read(path).expect("it can be read"));
        count += 1;
    }
    assert!(count >= 10, "only {count} files");
}

#[test]
fn what_clients_say_is_the_same_wherever_it_is_cut() {
    check_all("smtp_server", smtp_server::check);
}

#[test]
fn what_servers_reply_is_the_same_wherever_it_is_cut() {
    check_all("smtp_reply", smtp_reply::check);
}

#[test]
fn a_header_is_the_same_wherever_it_is_cut_and_whoever_writes_it() {
    check_all("proxy_header", proxy_header::check);
}
