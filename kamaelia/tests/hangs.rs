//! A program whose graph waits only for itself says so on standard error, once, and
//! can still be stopped; one whose `main` panics waits for nobody.

#[cfg(unix)]
#[path = "common/diamond.rs"]
mod diamond;

#[cfg(unix)]
mod program {
    use std::env;
    use std::io::{BufRead, BufReader};
    use std::process::{Child, Command, ExitCode, Stdio};

    /// The same program again is the one that hangs.
    const HANGS: &str = "KAMAELIA_TEST_HANGS";
    /// Or the one that panics.
    const PANICS: &str = "KAMAELIA_TEST_PANICS";

    mod hanging {
        use crate::diamond::{Join, Split};
        use kamaelia::prelude::*;

        #[kamaelia::main]
        #[expect(deprecated, reason = "the warning of diamonds, which this is")]
        pub(crate) async fn main() -> Outcome {
            graphline! {
                SPLIT = Split::new(3);
                JOIN  = Join::new();
                SPLIT.left  -> JOIN.left with capacity(1);
                SPLIT.right -> JOIN.right;
            }
            .run()
            .await
        }
    }

    mod panicking {
        use kamaelia::prelude::*;
        use tokio::sync::oneshot;
        use tokio::task::spawn_blocking;

        #[kamaelia::main]
        pub(crate) async fn main() -> Outcome {
            let (begins, begun) = oneshot::channel();
            spawn_blocking(move || {
                let _ = begins.send(());
                loop {
                    std::thread::park();
                }
            });
            begun.await?;
            panic!("it broke")
        }
    }

    /// This program again, which does that.
    fn again(what: &str) -> Child {
        let program = env::current_exe().expect("this test is a program");
        let mut program = Command::new(program);
        program.env(what, "").stderr(Stdio::piped());
        program.spawn().expect("it can be run again")
    }

    fn a_program_that_panics_waits_for_no_thread() {
        let ended = again(PANICS).wait_with_output().expect("it ends");
        assert_eq!(ended.status.code(), Some(101));
        let errors = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(errors.matches("it broke").count(), 1, "{errors}");
    }

    fn a_program_that_is_stuck_says_so_once() {
        let mut program = again(HANGS);
        let mut errors = BufReader::new(program.stderr.take().expect("it is piped"));
        let mut line = String::new();
        errors.read_line(&mut line).expect("it says something");
        assert!(line.starts_with("hangs-"), "{line}");
        assert!(
            line.contains(": the graph waits only for itself: "),
            "{line}"
        );
        assert!(
            line.contains("`JOIN`") && line.contains("`SPLIT`"),
            "{line}"
        );

        let id = program.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status();
        assert!(told.is_ok_and(|status| status.success()));
        let rest: Vec<_> = errors.lines().map_while(Result::ok).collect();
        assert!(rest.is_empty(), "{rest:?}");
        assert!(program.wait().expect("it ends").success());
    }

    pub(crate) fn main() -> ExitCode {
        if env::var_os(HANGS).is_some() {
            return hanging::main();
        }
        if env::var_os(PANICS).is_some() {
            return panicking::main();
        }
        a_program_that_is_stuck_says_so_once();
        println!("test a_program_that_is_stuck_says_so_once ... ok");
        a_program_that_panics_waits_for_no_thread();
        println!("test a_program_that_panics_waits_for_no_thread ... ok");
        ExitCode::SUCCESS
    }
}

fn main() -> std::process::ExitCode {
    #[cfg(unix)]
    return program::main();
    #[cfg(not(unix))]
    std::process::ExitCode::SUCCESS
}
