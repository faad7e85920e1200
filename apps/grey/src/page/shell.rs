use super::access::random;
use kamaelia_std::web::{Answer, HeaderName, HeaderValue, StatusCode, header};

/// The page, without what it shows: that it asks for itself.
const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// What asks for the token.
const DOOR: &str = include_str!("door.html");

const HTML: &str = "text/html; charset=utf-8";

/// The page.
pub(super) fn page() -> Result<Answer, getrandom::Error> {
    html(StatusCode::OK, PAGE)
}

/// The page that asks for the token.
pub(super) fn door(status: StatusCode) -> Result<Answer, getrandom::Error> {
    html(status, DOOR)
}

/// Says nothing but this.
pub(super) fn text(status: StatusCode, text: impl Into<String>) -> Answer {
    guarded(Answer::text(status, text), "default-src 'none'")
}

/// Says this, which is no page.
pub(super) fn data(kind: &'static str, body: String) -> Answer {
    guarded(
        Answer::new(StatusCode::OK, kind, body),
        "default-src 'none'",
    )
}

fn html(status: StatusCode, template: &str) -> Result<Answer, getrandom::Error> {
    let nonce = random()?;
    let body = template
        .replace("/* style */", STYLE)
        .replace("/* script */", SCRIPT)
        .replace("NONCE", &nonce);
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    Ok(guarded(Answer::new(status, HTML, body), &policy))
}

/// With what a browser is to mind: that it loads nothing from elsewhere, shows this in no
/// frame, and keeps none of it.
fn guarded(answer: Answer, policy: &str) -> Answer {
    let fixed = |value: &'static str| HeaderValue::from_static(value);
    let policy = HeaderValue::try_from(policy).unwrap_or(fixed("default-src 'none'"));
    answer
        .header(header::CONTENT_SECURITY_POLICY, policy)
        .header(header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff"))
        .header(header::X_FRAME_OPTIONS, fixed("DENY"))
        .header(header::REFERRER_POLICY, fixed("no-referrer"))
        .header(header::CACHE_CONTROL, fixed("no-store"))
        .header(
            HeaderName::from_static("cross-origin-opener-policy"),
            fixed("same-origin"),
        )
        .header(
            HeaderName::from_static("cross-origin-resource-policy"),
            fixed("same-origin"),
        )
}
