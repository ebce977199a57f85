// DuckDB in this process. Usage: node duckdb.mjs ROWS_FILE DIRECTORY
// Loads the rows into DIRECTORY/events.duckdb, then serves (serve.mjs) with answers in DIRECTORY.
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { serve } from './serve.mjs';

const [, , rowsFile, directory] = process.argv;
const instance = await DuckDBInstance.create(join(directory, 'events.duckdb'));
const connection = await instance.connect();

// Few-valued texts are enumerations, as DuckDB's manual advises; made from sorted words, so that
// they order as texts do.
const words = ['kind', 'event_type', 'sub_type', 'country', 'region', 'initiator', 'target',
  'victim_nationality', 'source'];
const names = `event_id event_time kind event_type sub_type country region lat lon initiator
  target victim_nationality fatalities injured score source confidence headline`.split(/\s+/);
const types = {
  event_time: 'TIMESTAMP', lat: 'DOUBLE', lon: 'DOUBLE', fatalities: 'INTEGER',
  injured: 'INTEGER', score: 'DOUBLE', confidence: 'TINYINT',
};

async function load() {
  const columns = names.map((name) => `'${name}': '${types[name] ?? 'VARCHAR'}'`).join(', ');
  const source = `read_csv('${rowsFile}', delim='\\t', header=false, quote='', escape='',
    nullstr='\\N', columns={${columns}})`;
  for (const word of words) {
    await connection.run(`CREATE TYPE ${word}_word AS ENUM
      (SELECT DISTINCT ${word} FROM ${source} WHERE ${word} IS NOT NULL ORDER BY 1)`);
  }
  const cast = names.map((name) => (words.includes(name) ? `${name}::${name}_word AS ${name}` : name));
  await connection.run(`CREATE TABLE events AS SELECT ${cast.join(', ')} FROM ${source}`);
  await connection.run('CHECKPOINT');
}

async function ask(sql) {
  const begin = performance.now();
  const reader = await connection.runAndReadAll(sql);
  const ms = performance.now() - begin;
  const rows = () => reader.getRows().map((row) =>
    row.map((value) => (value === null ? null : String(value))));
  return { ms, rows };
}

await load();
const version = await connection.runAndReadAll('SELECT version()');
await serve(`DuckDB ${version.getRows()[0][0].replace('v', '')}`, directory, ask);
