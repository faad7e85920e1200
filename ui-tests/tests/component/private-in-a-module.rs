use kamaelia::prelude::*;

mod numbers {
    use kamaelia::prelude::*;

    #[derive(Component)]
    struct Count {
        #[outbox]
        outbox: Outbox<u64>,
        #[param(default = 10)]
        to: u64,
    }

    impl Main for Count {
        async fn main(mut self) -> Outcome {
            self.outbox.send_all(0..self.to).await?;
            Ok(())
        }
    }
}

fn main() {
    let (_results, sink) = collect();
    let _graph = graphline! {
        COUNT   = numbers::Count::new().to(5);
        RESULTS = sink;

        COUNT -> RESULTS;
    };
}
