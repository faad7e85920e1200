//! What is said while the disk takes nothing.

use grey::Disk;
use kamaelia::prelude::*;
use kamaelia_std::data::{AskTable, Table};
use std::time::Duration;

#[tokio::test]
async fn a_disk_that_is_full_is_told_of_once_and_when_there_is_room_again() -> Outcome {
    let folder = tempfile::tempdir()?;
    let mut table = Table::new(folder.path().join("grey.db")).most_bytes(64 << 10);
    let rows = table.inbox().address();
    let (mut news, sink) = collect::<String>();
    let disk = Disk::new(rows.clone()).every(Duration::from_millis(1));
    let table = graphline! { TABLE = table; }.spawn();
    let graph = graphline! {
        DISK = disk;
        NEWS = sink;
        DISK.news -> NEWS.inbox;
    };
    let graph = graph.spawn();
    for number in 0_u64.. {
        let put = move |table: &mut kamaelia_std::data::Transaction<'_>| {
            table.put(number.to_be_bytes().to_vec(), vec![0; 1000], number)
        };
        rows.transaction(put).await??;
        if rows.sync().await?.is_err() {
            break;
        }
    }
    let said = news.recv().await.expect("it looks");
    assert!(
        said.contains("grey.db") && said.contains("is full"),
        "{said}"
    );
    rows.prune(|_, record| record.stamp % 8 > 0).await??;
    rows.sync().await??;
    let said = news.recv().await.expect("it looks");
    assert_eq!(said, "all that is remembered is on disk again");
    graph.stop();
    graph.join().await?;
    assert_eq!(news.recv().await, None);
    drop(rows);
    table.join().await?;
    Ok(())
}
