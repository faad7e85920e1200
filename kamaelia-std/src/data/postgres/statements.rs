use tokio_postgres::{Client, Error, Statement};

/// What a database is asked, prepared for one connection.
pub(super) struct Statements {
    /// Waits until nobody else has this lock in a transaction.
    pub(super) lock: Statement,
    /// Waits until nobody else has this lock but as one of many.
    pub(super) share: Statement,
    pub(super) get: Statement,
    pub(super) put: Statement,
    pub(super) remove: Statement,
    pub(super) from: Statement,
    pub(super) scan: Statement,
    pub(super) remove_unchanged: Statement,
    pub(super) remove_oldest: Statement,
    pub(super) count: Statement,
}

const LOCK: &str = "select pg_advisory_xact_lock($1)";

const SHARE: &str = "select pg_advisory_xact_lock_shared($1)";

const GET: &str = "select value, stamp from $TABLE where key = $1";

const PUT: &str = "insert into $TABLE (key, value, stamp) \
     select * from unnest($1::bytea[], $2::bytea[], $3::bigint[]) \
     on conflict (key) do update set value = excluded.value, stamp = excluded.stamp";

const REMOVE: &str = "delete from $TABLE where key = any($1)";

const FROM: &str = "select value, stamp, key from $TABLE where key >= $1 order by key limit $2";

const SCAN: &str = "select value, stamp, key from $TABLE where key >= $1 and key < $2 \
     order by key limit $3";

/// What somebody changes at the same time is read again by the database, and stays.
const REMOVE_UNCHANGED: &str = "delete from $TABLE old \
     using unnest($1::bytea[], $2::bytea[], $3::bigint[], $4::bigint[]) \
         as gone (key, value, stamp, lock) \
     where old.key = gone.key and old.value = gone.value and old.stamp = gone.stamp \
         and pg_try_advisory_xact_lock(gone.lock) and pg_try_advisory_xact_lock_shared($5)";

/// Stamps have a bit more than numbers of the database: the highest are negative here.
const REMOVE_OLDEST: &str = "delete from $TABLE where key = any(array(\
     select key from $TABLE order by (stamp < 0), stamp limit $1 for update skip locked))";

/// A count looks at all there is, so of many it is the database's own guess, and where there
/// is none yet a million is enough.
const COUNT: &str = "select case when reltuples > 100000 then reltuples::bigint \
     else (select count(*) from (select from $TABLE limit 1000000) few) end from pg_class where oid = to_regclass($1::text)";

impl Statements {
    pub(super) async fn prepare(client: &Client, table: &str) -> Result<Statements, Error> {
        let prepare = async |text: &str| client.prepare(&text.replace("$TABLE", table)).await;
        Ok(Statements {
            lock: prepare(LOCK).await?,
            share: prepare(SHARE).await?,
            get: prepare(GET).await?,
            put: prepare(PUT).await?,
            remove: prepare(REMOVE).await?,
            from: prepare(FROM).await?,
            scan: prepare(SCAN).await?,
            remove_unchanged: prepare(REMOVE_UNCHANGED).await?,
            remove_oldest: prepare(REMOVE_OLDEST).await?,
            count: prepare(COUNT).await?,
        })
    }
}
