//! What happens in a folder.

use crate::TempPath;
use kamaelia::prelude::*;
use kamaelia_std::io::{DirectoryEvent, DirectoryWatch};
use kamaelia_std::util::{NullSink, Take};
use std::fs;
use std::path::Path;
use std::time::Duration;

fn watch(path: &Path) -> DirectoryWatch {
    DirectoryWatch::new(path).interval(Duration::from_millis(1))
}

#[tokio::test]
async fn what_comes_changes_and_goes_in_a_folder_is_told() {
    let folder = TempPath::folder("watched");
    let file = folder.0.join("a.txt");
    fs::write(&file, "hello").unwrap();
    let (mut events, sink) = collect();
    let graph = pipeline![watch(&folder.0), sink].spawn();
    let mut next = async || events.recv().await.unwrap();
    assert_eq!(next().await, DirectoryEvent::Created(file.clone()));
    fs::write(&file, "hello world").unwrap();
    assert_eq!(next().await, DirectoryEvent::Changed(file.clone()));
    fs::remove_file(&file).unwrap();
    // Between the emptying and the writing there may have been a look.
    let mut last = next().await;
    while last == DirectoryEvent::Changed(file.clone()) {
        last = next().await;
    }
    assert_eq!(last, DirectoryEvent::Removed(file));
    graph.stop();
    graph.join().await.unwrap();
}

#[tokio::test]
async fn what_is_there_at_the_start_need_not_be_told() {
    let folder = TempPath::folder("existing");
    fs::write(folder.0.join("old"), "").unwrap();
    let (mut events, sink) = collect();
    let graph = pipeline![watch(&folder.0).existing(false), sink].spawn();
    // It has looked when it tells of the first that comes after; until then each
    // new file may have been there at its start.
    let mut number = 0;
    let first = loop {
        fs::write(folder.0.join(format!("new-{number}")), "").unwrap();
        number += 1;
        if let Ok(event) = tokio::time::timeout(Duration::from_millis(20), events.recv()).await {
            break event.unwrap();
        }
    };
    let DirectoryEvent::Created(path) = first else {
        panic!("{first:?}");
    };
    assert!(
        path.file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .starts_with("new-")
    );
    graph.shutdown(Shutdown::Now);
    graph.join().await.unwrap();
}

#[tokio::test]
async fn a_folder_that_does_not_exist_is_a_fault_that_names_it() {
    let graph = pipeline![watch(Path::new("no-such-folder")), NullSink::new()];
    let fault = graph.run().await.unwrap_err().to_string();
    let words = "cannot look into `no-such-folder`: No such file or directory";
    assert!(fault.contains(words), "{fault}");
}

#[tokio::test]
async fn a_folder_that_is_removed_is_a_fault_that_names_it() {
    let folder = TempPath::folder("removed");
    fs::write(folder.0.join("file"), "").unwrap();
    let (mut events, sink) = collect();
    let graph = pipeline![watch(&folder.0), sink].spawn();
    events.recv().await.unwrap();
    fs::remove_dir_all(&folder.0).unwrap();
    let fault = graph.join().await.unwrap_err().to_string();
    assert!(
        fault.contains("removed`: No such file or directory"),
        "{fault}"
    );
}

#[tokio::test]
async fn a_watch_without_an_interval_is_a_fault() {
    let watch = DirectoryWatch::new(".").interval(Duration::ZERO);
    let fault = pipeline![watch, NullSink::new()].run().await.unwrap_err();
    assert!(fault.to_string().contains("`interval`"), "{fault}");
}

#[tokio::test]
async fn a_watch_at_rest_ends_when_told_and_with_who_reads_it() {
    let folder = TempPath::folder("rest");
    let at_rest = || DirectoryWatch::new(&folder.0).interval(Duration::from_secs(3600));
    for how in [Shutdown::Finish, Shutdown::Now] {
        let graph = pipeline![at_rest(), NullSink::new()].spawn();
        tokio::task::yield_now().await;
        graph.shutdown(how);
        graph.join().await.unwrap();
    }
    pipeline![at_rest(), Take::new(0), NullSink::new()]
        .run()
        .await
        .unwrap();
}
