use super::{BadRequest, Decoder, PolicyRequest};

/// What a fuzzer calls with whatever it makes up: requests are the same however their
/// bytes are cut, and after a bad one there is nothing.
///
/// # Panics
///
/// If that does not hold.
pub fn fuzz(bytes: &[u8]) {
    let whole = requests(bytes, bytes.len());
    for size in [1, 2, 7, 100] {
        assert_eq!(requests(bytes, size), whole, "in pieces of {size} bytes");
    }
    let bad = whole.iter().position(Result::is_err);
    assert!(
        bad.is_none_or(|bad| bad + 1 == whole.len()),
        "something after a bad request"
    );
    for request in whole.into_iter().flatten() {
        let question = request.question();
        assert!(
            question.recipients.len() <= 1,
            "Postfix names one recipient at most"
        );
    }
}

fn requests(bytes: &[u8], size: usize) -> Vec<Result<PolicyRequest, BadRequest>> {
    let mut decoder = Decoder::new();
    let mut requests = Vec::new();
    for mut piece in bytes.chunks(size.max(1)) {
        while let Some(request) = decoder.next_request(&mut piece) {
            requests.push(request);
        }
    }
    requests.extend(decoder.finish().err().map(Err));
    requests
}
