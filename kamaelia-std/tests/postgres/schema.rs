//! Tables that are not as they have to be.

use super::{Postgres, Running, name, table};
use kamaelia_std::data::PostgresNews;

/// What is said of a table that these commands have changed.
async fn said_of(change: &str) -> String {
    let (postgres, name) = (Postgres::shared(), name());
    let running = Running::at(&postgres, &name);
    running.put("ann", "one").await;
    running.end().await;
    postgres.sql("grey", &change.replace("$TABLE", &name));
    let running = Running::at(&postgres, &name);
    let fault = running.graph.join().await.expect_err("it does not work");
    let there = postgres.sql("grey", &format!("select count(*) from {name}"));
    assert_eq!(there, "1\n", "it is left as it is");
    assert!(
        fault
            .to_string()
            .contains(&format!("`{name}` of postgres://grey@127.0.0.1"))
    );
    fault.to_string()
}

#[tokio::test]
async fn another_version_is_left_to_the_program_that_knows_it() {
    let said = said_of("comment on table $TABLE is 'kamaelia table, version 7'").await;
    assert!(
        said.contains("is of version 7, and this program knows version 1"),
        "{said}"
    );
}

#[tokio::test]
async fn the_table_of_another_program_is_left_as_it_is() {
    let said = said_of("comment on table $TABLE is 'our customers'").await;
    assert!(said.contains("that of another program"), "{said}");
    let said = said_of("comment on table $TABLE is null").await;
    assert!(said.contains("that of another program"), "{said}");
}

#[tokio::test]
async fn damage_is_found_when_it_is_opened() {
    let said = said_of("alter table $TABLE drop column stamp").await;
    assert!(
        said.contains("its columns are `key bytea, value bytea`"),
        "{said}"
    );
    let said = said_of("alter table $TABLE alter value type text using 'v'").await;
    assert!(
        said.contains("value text, stamp bigint`, and have to be `key bytea"),
        "{said}"
    );
    let said = said_of("alter table $TABLE drop constraint $TABLE_pkey").await;
    assert!(said.contains("`key` is no primary key"), "{said}");
}

#[tokio::test]
async fn a_table_that_goes_while_it_is_used_is_made_again() {
    let (postgres, name) = (Postgres::shared(), name());
    let table = table(&postgres).table(name.clone()).connections(1);
    let mut running = Running::of(table);
    running.put("ann", "one").await;
    postgres.sql("grey", &format!("drop table {name}"));
    let error = running.try_put("bob", "two").await.unwrap_err();
    assert!(error.to_string().contains("does not exist"), "{error}");
    assert_eq!(running.news().await, PostgresNews::Away(error));
    assert!(matches!(running.news().await, PostgresNews::Back { .. }));
    assert_eq!(running.get("ann").await, None);
    running.put("bob", "two").await;
    running.end().await;
}
