// PostgreSQL, through psql on a Unix socket. Usage: node postgres.mjs ROWS_FILE DIRECTORY
// Makes a private cluster in DIRECTORY (its path is short enough for a socket), loads the rows,
// then serves (serve.mjs) with answers in DIRECTORY. The cluster is stopped at the end.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { serve } from './serve.mjs';

const [, , rowsFile, directory] = process.argv;
const cluster = join(dirname(fileURLToPath(import.meta.url)), 'postgres_cluster');
const login = ['-X', '-q', '-h', directory, '-U', 'bench', '-d', 'postgres'];
const nothing = '\\N';

const schema = `
CREATE TABLE events (
  event_id text NOT NULL,
  event_time timestamp(3) NOT NULL,
  kind text NOT NULL,
  event_type text NOT NULL,
  sub_type text NOT NULL,
  country text NOT NULL,
  region text NOT NULL,
  lat double precision NOT NULL,
  lon double precision NOT NULL,
  initiator text NOT NULL,
  target text NOT NULL,
  victim_nationality text,
  fatalities integer NOT NULL,
  injured integer NOT NULL,
  score double precision NOT NULL,
  source text NOT NULL,
  confidence smallint NOT NULL,
  headline text NOT NULL
);`;

// One for each question that names few rows, a block index on time for the stretches of it, and
// one of the deadly events alone.
const indexes = `
ALTER TABLE events ADD PRIMARY KEY (event_id);
CREATE INDEX ON events (country, event_time DESC, event_id DESC);
CREATE INDEX ON events (initiator, target, event_time);
CREATE INDEX ON events (region, event_time);
CREATE INDEX ON events USING brin (event_time) WITH (pages_per_range = 32);
CREATE INDEX ON events (country, initiator) INCLUDE (fatalities) WHERE fatalities > 0;
VACUUM (ANALYZE) events;`;

function load() {
  const load = `BEGIN;\n${schema}\n\\copy events from '${rowsFile}'\nCOMMIT;\n${indexes}\n`;
  execFileSync('psql', [...login, '-v', 'ON_ERROR_STOP=1'], { input: load });
}

// Asks one psql after the other statement and reads the times that it prints.
class Psql {
  constructor() {
    const settings = ['-A', '-t', '-F', '\t', '-P', `null=${nothing}`, '-v', 'ON_ERROR_STOP=1'];
    this.child = spawn('psql', [...login, ...settings], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    this.child.stdin.write('\\timing on\n');
  }

  async ask(sql) {
    const file = join(directory, 'answer.tsv');
    this.child.stdin.write(`\\o '${file}'\n${sql};\n\\o\n\\echo answered\n`);
    let ms;
    for (;;) {
      const { value, done } = await this.lines.next();
      if (done) throw new Error('psql ended');
      if (value === 'answered') break;
      ms = Number(/^Time: ([0-9.]+) ms/.exec(value)?.[1] ?? ms);
    }
    const rows = () => readFileSync(file, 'utf8').split('\n').slice(0, -1).map((line) =>
      line.split('\t').map((value) => (value === nothing ? null : value)));
    return { ms, rows };
  }

  close() {
    this.child.stdin.end();
  }
}

execFileSync(cluster, ['start', directory], { stdio: ['ignore', 'ignore', 'inherit'] });
try {
  load();
  const psql = new Psql();
  const { rows } = await psql.ask('SHOW server_version');
  const version = rows()[0][0].split(' ')[0];
  await serve(`PostgreSQL ${version}`, directory, (sql) => psql.ask(sql));
  psql.close();
} finally {
  execFileSync(cluster, ['stop', directory], { stdio: ['ignore', 'ignore', 'inherit'] });
}
