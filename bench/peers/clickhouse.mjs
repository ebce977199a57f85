// ClickHouse in this process (chDB). Usage: node clickhouse.mjs ROWS_FILE DIRECTORY
// Loads the rows into DIRECTORY/data, then serves (serve.mjs) with answers in DIRECTORY.
import { join } from 'node:path';
import { Session } from 'chdb';
import { serve } from './serve.mjs';

const [, , rowsFile, directory] = process.argv;
const session = new Session(join(directory, 'data'));

function load() {
  session.query(`CREATE TABLE events (
    event_id String,
    event_time DateTime64(3, 'UTC'),
    kind LowCardinality(String),
    event_type LowCardinality(String),
    sub_type LowCardinality(String),
    country LowCardinality(String),
    region LowCardinality(String),
    lat Float64,
    lon Float64,
    initiator LowCardinality(String),
    target LowCardinality(String),
    victim_nationality LowCardinality(Nullable(String)),
    fatalities UInt32,
    injured UInt32,
    score Float64,
    source LowCardinality(String),
    confidence UInt8,
    headline String
  ) ENGINE = MergeTree ORDER BY (country, region, event_time)`);
  session.query(`INSERT INTO events SELECT * FROM file('${rowsFile}', 'TabSeparated')`);
  session.query('OPTIMIZE TABLE events FINAL');
}

async function ask(sql) {
  const begin = performance.now();
  const text = session.query(sql, 'TabSeparated');
  const ms = performance.now() - begin;
  const rows = () => text.split('\n').slice(0, -1).map((line) =>
    line.split('\t').map((value) => (value === '\\N' ? null : value)));
  return { ms, rows };
}

load();
const version = session.query('SELECT version()', 'TabSeparated').trim();
await serve(`ClickHouse ${version}`, directory, ask);
