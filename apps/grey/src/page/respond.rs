use super::health::Health;
use super::refusals::Refused;
use super::text::Text;
use super::{Page, shell};
use bytes::Bytes;
use kamaelia::Stop;
use kamaelia::prelude::*;
use kamaelia_std::web::{Answer, HeaderValue, HttpRequest, ResponsePart, StatusCode, header};

/// Answers one request: see the [module](super) for what there is.
#[derive(Component)]
pub struct Respond {
    /// What the client sends, which is nothing.
    #[inbox]
    inbox: Inbox<Bytes>,

    /// The answer.
    #[outbox]
    outbox: Outbox<ResponsePart>,

    request: HttpRequest,

    page: Page,
}

impl Main for Respond {
    async fn main(self) -> Outcome {
        let answer = self.page.answer(&self.request).await?;
        graphline! {
            ANSWER = answer;
            self.inbox -> ANSWER -> self.outbox;
        }
        .run()
        .await
    }
}

impl Page {
    async fn answer(&self, request: &HttpRequest) -> Result<Answer, Stop> {
        let access = &self.0.access;
        if let Err(why) = access.check_manners(request) {
            return self.refuse(why, request);
        }
        match request.path() {
            "/health" => return Ok(shell::text(StatusCode::OK, "ok")),
            "/ready" => return self.ready().await,
            "/metrics" if self.0.reception.config().status.open_metrics => {}
            "/" | "/status.json" | "/metrics" => {
                if request.path() == "/"
                    && let Some(checked) = access.check_query(request)
                {
                    return match checked {
                        Ok(()) => self.let_in(),
                        Err(why) => self.refuse(why, request),
                    };
                }
                if let Err(why) = access.check_token(request) {
                    return self.refuse(why, request);
                }
            }
            _ => return Ok(shell::text(StatusCode::NOT_FOUND, "there is no such page")),
        }
        Ok(match request.path() {
            "/metrics" => shell::data(Text::TYPE, self.metrics().await),
            "/status.json" => {
                let json = serde_json::to_string(&self.snapshot().await)?;
                shell::data("application/json", json)
            }
            _ => shell::page()?,
        })
    }

    /// Whether mail can be taken now.
    async fn ready(&self) -> Result<Answer, Stop> {
        let parts = self.parts_now().await?;
        let down: Vec<_> = parts
            .into_iter()
            .filter_map(|part| match part.health {
                Health::Down(why) => Some(format!("{}: {why}", part.name)),
                Health::Up | Health::Unknown => None,
            })
            .collect();
        Ok(match down.is_empty() {
            true => shell::text(StatusCode::OK, "ok"),
            false => shell::text(StatusCode::SERVICE_UNAVAILABLE, down.join("\n")),
        })
    }

    /// The browser remembers that it may look, and no longer shows the token.
    fn let_in(&self) -> Result<Answer, Stop> {
        let cookie = HeaderValue::try_from(self.0.access.cookie())?;
        Ok(shell::text(StatusCode::SEE_OTHER, "come in")
            .header(header::LOCATION, HeaderValue::from_static("/"))
            .header(header::SET_COOKIE, cookie))
    }

    fn refuse(&self, why: Refused, request: &HttpRequest) -> Result<Answer, Stop> {
        self.0.refusals.count(why);
        let is_page = request.path() == "/";
        Ok(match why {
            Refused::Host => shell::text(
                StatusCode::MISDIRECTED_REQUEST,
                "this is not the host that was asked for; `status.hosts` names more of them",
            ),
            Refused::Origin => shell::text(
                StatusCode::FORBIDDEN,
                "a page elsewhere has asked for this, which it may not",
            ),
            Refused::Method => shell::text(
                StatusCode::METHOD_NOT_ALLOWED,
                "one can only look here, with GET or HEAD",
            )
            .header(header::ALLOW, HeaderValue::from_static("GET, HEAD")),
            Refused::NoToken if is_page => shell::door(StatusCode::UNAUTHORIZED)?,
            Refused::WrongToken if is_page => shell::door(StatusCode::FORBIDDEN)?,
            Refused::NoToken => shell::text(StatusCode::UNAUTHORIZED, NO_TOKEN)
                .header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
            Refused::WrongToken => shell::text(StatusCode::FORBIDDEN, "this is not the token"),
        })
    }
}

const NO_TOKEN: &str = "this needs the token of `[status]`, as `Authorization: Bearer`";
