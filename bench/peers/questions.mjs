// The twelve questions as SQL that DuckDB, ClickHouse and PostgreSQL all understand, and what
// their columns hold. `ordered` answers are compared in the order given, others as sets.
//
// Kinds of columns: text, count (0 when null), mean, year, month, day (a date, cut to fit), time
// (with milliseconds), degrees and score.

const incidents = "kind = 'INCIDENT'";

const rowColumns = [
  ['event_id', 'text'], ['event_time', 'time'], ['kind', 'text'], ['event_type', 'text'],
  ['sub_type', 'text'], ['country', 'text'], ['region', 'text'], ['lat', 'degrees'],
  ['lon', 'degrees'], ['initiator', 'text'], ['target', 'text'], ['victim_nationality', 'text'],
  ['fatalities', 'count'], ['injured', 'count'], ['score', 'score'], ['source', 'text'],
  ['confidence', 'count'], ['headline', 'text'],
];

export const questions = {
  Q1: {
    columns: ['text', 'count'],
    sql: `SELECT region, count(*) FROM events WHERE ${incidents} GROUP BY region`,
  },
  Q2: {
    columns: ['text', 'count'],
    sql: `SELECT region, count(*) FROM events
          WHERE ${incidents} AND event_time >= '2025-10-03' AND event_time < '2026-01-01'
          GROUP BY region`,
  },
  Q3: {
    columns: ['month', 'text', 'count', 'count'],
    sql: `SELECT date_trunc('month', event_time) AS month, country, count(*), sum(fatalities)
          FROM events
          WHERE ${incidents} AND event_time >= '2021-01-01' AND event_time < '2026-01-01'
          GROUP BY month, country`,
  },
  Q4: {
    columns: ['text', 'count'],
    ordered: true,
    sql: `SELECT initiator, sum(fatalities) AS dead FROM events
          WHERE country = 'AF' AND fatalities > 0
          GROUP BY initiator ORDER BY dead DESC, initiator LIMIT 20`,
  },
  Q5: {
    columns: ['month', 'count', 'count', 'mean'],
    sql: `SELECT date_trunc('month', event_time) AS month,
            count(*) FILTER (WHERE kind = 'INCIDENT'), count(*) FILTER (WHERE kind = 'CONTACT'),
            avg(score)
          FROM events
          WHERE (initiator = 'PAK-COP' AND target = 'TJK-COP')
             OR (initiator = 'TJK-COP' AND target = 'PAK-COP')
          GROUP BY month`,
  },
  Q6: {
    columns: ['text', 'text', 'count'],
    sql: `SELECT event_type, country, count(*) FROM events
          WHERE fatalities > 0 AND confidence >= 3 GROUP BY event_type, country`,
  },
  Q7: {
    columns: ['text', 'count'],
    sql: 'SELECT region, count(DISTINCT initiator) FROM events GROUP BY region',
  },
  Q8: {
    columns: ['day', 'count'],
    sql: `SELECT date_trunc('day', event_time) AS day, count(*) FROM events
          WHERE lat >= 34 AND lat <= 40 AND lon >= 62 AND lon <= 72
            AND event_time >= '2024-01-01' AND event_time < '2025-01-01'
          GROUP BY day`,
  },
  Q9: {
    columns: ['day', 'count'],
    sql: `SELECT date_trunc('day', event_time) AS day, count(*) FROM events
          WHERE ${incidents} AND region = 'TJ-KT'
            AND event_time >= '2025-01-01' AND event_time < '2026-01-01'
          GROUP BY day`,
  },
  Q10: {
    columns: ['year', 'text', 'count', 'count'],
    sql: `SELECT date_trunc('year', event_time) AS year, victim_nationality, count(*),
            sum(fatalities)
          FROM events WHERE victim_nationality IS NOT NULL GROUP BY year, victim_nationality`,
  },
  Q11: {
    columns: ['text', 'count', 'mean'],
    sql: 'SELECT source, count(*), avg(score) FROM events GROUP BY source',
  },
  Q12: {
    columns: rowColumns.map(([, kind]) => kind),
    ordered: true,
    sql: `SELECT ${rowColumns.map(([name]) => name).join(', ')} FROM events
          WHERE country = 'TJ'
            AND event_type IN ('ARMED_CLASH', 'BORDER_VIOLATION', 'MULTILATERAL_MEETING')
          ORDER BY event_time DESC, event_id DESC LIMIT 50`,
  },
};
