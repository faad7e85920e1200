//! How a table stands in a database.

use super::place::Place;
use crate::data::TableError;
use tokio_postgres::{Client, Error};

/// What the comment on a table says that is used here.
const MARK: &str = "kamaelia table, version ";

/// The version that is known here.
const VERSION: &str = "1";

const COLUMNS: &str = "key bytea, value bytea, stamp bigint";

/// Keys and values are bytes; a stamp is a number of 64 bits, of which those that are
/// higher than a number of the database can be are negative, and the highest all the same.
const MAKE: &str = "create table $TABLE (key bytea primary key, value bytea not null, \
         stamp bigint not null); \
     create index on $TABLE ((stamp < 0), stamp); \
     comment on table $TABLE is '$MARK'";

const FIND: &str = "select obj_description(oid, 'pg_class'), \
         (select string_agg(attname || ' ' || format_type(atttypid, null), ', ' order by attnum) \
              from pg_attribute where attrelid = found.oid and attnum > 0 and not attisdropped), \
         exists (select from pg_index where indrelid = found.oid and indisprimary \
              and indkey::text = '1') \
     from pg_class found where oid = to_regclass($1::text)";

/// Makes a table if there is none, and looks whether the one that is there is right.
pub(super) async fn prepare(client: &Client, place: &Place) -> Result<(), TableError> {
    if find(client, place).await? {
        return Ok(());
    }
    let failed = |error: Error| place.failed(&error);
    // One after the other: who comes second finds what the first has made.
    let make = async {
        client.batch_execute("begin").await?;
        let lock = place.lock(b"");
        client
            .execute("select pg_advisory_xact_lock($1)", &[&lock])
            .await
    };
    make.await.map_err(failed)?;
    if !find(client, place).await? {
        let mark = format!("{MARK}{VERSION}");
        let make = MAKE.replace("$TABLE", &place.table);
        let make = make.replace("$MARK", &mark);
        client.batch_execute(&make).await.map_err(failed)?;
    }
    client.batch_execute("commit").await.map_err(failed)
}

/// Whether there is a table, which has to be a right one.
async fn find(client: &Client, place: &Place) -> Result<bool, TableError> {
    let failed = |error: Error| place.failed(&error);
    let found = client.query_opt(FIND, &[&place.table]).await;
    let Some(row) = found.map_err(failed)? else {
        return Ok(false);
    };
    let comment: Option<&str> = row.try_get(0).map_err(failed)?;
    let columns: Option<&str> = row.try_get(1).map_err(failed)?;
    let has_key: bool = row.try_get(2).map_err(failed)?;
    match comment.and_then(|comment| comment.strip_prefix(MARK)) {
        None => Err(place.schema("it is that of another program")),
        Some(version) if version != VERSION => Err(place.schema(format!(
            "it is of version {version}, and this program knows version {VERSION}"
        ))),
        Some(_) if columns != Some(COLUMNS) => Err(place.schema(format!(
            "its columns are `{}`, and have to be `{COLUMNS}`",
            columns.unwrap_or_default()
        ))),
        Some(_) if !has_key => Err(place.schema("its column `key` is no primary key")),
        Some(_) => Ok(true),
    }
}
