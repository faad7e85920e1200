use grey::gate::{Doorkeeper, Gate};
use grey::policy::{Judgement, Question, Verdict};
use grey::{Clock, Counters};
use kamaelia::prelude::*;
use kamaelia::{Collector, Feeder, Handle};
use kamaelia_std::chat::smtp::{Ask, Caller, Hello, Mail, Recipient, Reply};
use std::time::UNIX_EPOCH;

/// A gate, and all whom it speaks with.
pub(crate) struct Scene {
    client: Feeder<Ask>,
    answers: Collector<Reply>,
    questions: Collector<Question>,
    judgements: Feeder<Judgement>,
    behind: Collector<Ask>,
    replies: Option<Feeder<Reply>>,
    counters: Counters,
    _graph: Handle,
}

/// A client at `192.0.2.1`.
pub(crate) fn caller() -> Caller {
    Caller {
        peer: ([192, 0, 2, 1], 1025).into(),
        local: None,
        early: false,
    }
}

impl Scene {
    /// With so many places for each address.
    pub(crate) async fn new(places: usize) -> Scene {
        Scene::of(places, false)
    }

    /// Whose server behind is told of the client.
    pub(crate) async fn that_shows_its_client() -> Scene {
        Scene::of(10, true)
    }

    fn of(places: usize, shown: bool) -> Scene {
        let (client, from_client) = feed();
        let (answers, to_client) = collect();
        let (questions, to_judge) = collect();
        let (judgements, from_judge) = feed();
        let (behind, to_behind) = collect();
        let (replies, from_behind) = feed();
        let clock = Clock::fast(UNIX_EPOCH, 1);
        let counters = Counters::default();
        let counted = counters.clone();
        let graph = graphline! {
            CLIENT = from_client;
            ANSWERS = to_client;
            QUESTIONS = to_judge;
            JUDGEMENTS = from_judge;
            BEHIND = to_behind;
            REPLIES = from_behind;
            GATE = Gate::new("mx.example.com".into(), Doorkeeper::new(places), clock)
                .shown(shown)
                .counters(counted);

            CLIENT -> GATE.inbox;
            GATE.answers -> ANSWERS.inbox;
            GATE.questions -> QUESTIONS.inbox;
            JUDGEMENTS.outbox -> GATE.judgements;
            GATE.asks -> BEHIND.inbox;
            REPLIES.outbox -> GATE.replies;
        };
        Scene {
            client,
            answers,
            questions,
            judgements,
            behind,
            replies: Some(replies),
            counters,
            _graph: graph.spawn(),
        }
    }

    /// A client comes, says hello and names a sender: none, if it has no name.
    pub(crate) async fn client(&mut self, from: &str) {
        self.client_that_is(caller(), from).await;
    }

    /// The same of another one.
    pub(crate) async fn client_that_is(&mut self, caller: Caller, from: &str) {
        let greeting = self.answer_to(Ask::Connected(caller)).await;
        assert_eq!(greeting.to_string(), "220 mx.example.com ESMTP");
        let hello = Hello {
            name: "mail.home.example".to_owned(),
            esmtp: true,
            secured: None,
        };
        self.ask(Ask::Hello(hello)).await;
        assert_eq!(self.mail(from).await.code(), 250);
    }

    pub(crate) async fn mail(&mut self, from: &str) -> Reply {
        let params = Vec::new();
        let from = (!from.is_empty()).then(|| from.parse().expect("an address"));
        self.answer_to(Ask::Mail(Mail { from, params })).await
    }

    /// What the client is told about a recipient of whom the judge says this.
    pub(crate) async fn recipient(&mut self, to: &str, verdict: Verdict) -> Reply {
        let to = to.parse().expect("an address");
        let params = Vec::new();
        self.ask(Ask::Recipient(Recipient { to, params })).await;
        self.judge(verdict).await;
        self.answer().await
    }

    /// What the judge was asked, who says this.
    pub(crate) async fn judge(&mut self, verdict: Verdict) -> Question {
        let question = self.questions.recv().await.expect("the judge is asked");
        let judgement = Judgement::new(question.clone(), verdict, UNIX_EPOCH);
        self.judgements.send(judgement).await.expect("it waits");
        question
    }

    pub(crate) async fn ask(&mut self, ask: Ask) {
        self.client.send(ask).await.expect("the gate is there");
    }

    pub(crate) async fn answer_to(&mut self, ask: Ask) -> Reply {
        self.ask(ask).await;
        self.answer().await
    }

    pub(crate) async fn answer(&mut self) -> Reply {
        self.answers.recv().await.expect("the client is answered")
    }

    /// The next replies of the server behind.
    pub(crate) async fn behind_says(&mut self, codes: impl IntoIterator<Item = u16>) {
        let replies = self.replies.as_mut().expect("it is there");
        for code in codes {
            let _ = replies.send(Reply::new(code)).await;
        }
    }

    /// How many replies of the server behind were counted, whose codes begin with 2 to 5.
    pub(crate) fn counted(&self) -> [u64; 4] {
        [200, 300, 400, 500].map(|code| self.counters.backend_replies(code))
    }

    pub(crate) fn behind_is_gone(&mut self) {
        self.replies = None;
    }

    /// All that the server behind was asked, when the client has gone.
    pub(crate) async fn heard_behind(self) -> Vec<String> {
        let Scene {
            client, mut behind, ..
        } = self;
        drop(client);
        let mut heard = Vec::new();
        while let Some(ask) = behind.recv().await {
            heard.push(
                format!("{ask:?}")
                    .replace("\\r\\n", "\n")
                    .replace("\\t", "\t"),
            );
        }
        heard
    }
}
