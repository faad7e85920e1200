//! A program that gets its signals at the worst moments: before it has done
//! anything, and right after it has obeyed the first. It passes if it ends.

#[cfg(unix)]
mod program {
    use kamaelia::finishing;
    use kamaelia::prelude::*;
    use std::future::pending;
    use std::process::Command;
    use std::time::Duration;

    /// Has this process been sent a SIGTERM when it returns.
    fn terminate() {
        let process = std::process::id().to_string();
        let status = Command::new("kill").args(["-TERM", &process]).status();
        assert!(status.is_ok_and(|status| status.success()));
    }

    /// Hears the word to finish, and goes on until it is told to stop now.
    #[derive(Component)]
    struct Stubborn {
        #[inbox(optional)]
        control: Inbox<Shutdown>,
    }

    impl Main for Stubborn {
        async fn main(mut self) -> Outcome {
            assert_eq!(self.control.recv().await, Some(Shutdown::Finish));
            terminate();
            assert!(finishing(pending::<()>()).await.is_none());
            Ok(())
        }
    }

    #[kamaelia::main]
    pub(crate) async fn main() -> Outcome {
        terminate();
        graphline! { STUBBORN = Stubborn::new(); }
            .grace(Duration::from_secs(1_000_000))
            .run()
            .await
    }
}

fn main() -> std::process::ExitCode {
    #[cfg(unix)]
    return program::main();
    #[cfg(not(unix))]
    std::process::ExitCode::SUCCESS
}
