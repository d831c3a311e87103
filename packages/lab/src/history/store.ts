import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { MetricFacts, RunRecord } from '@slotbench/analysis';
import { LabError } from '../errors.ts';
import {
  type Annotation,
  HISTORY_SCHEMA,
  type HistoryFile,
  type HistoryRun,
  type PublishedTable,
  type SamePair,
} from './history-file.ts';

/** Results of many runs in one SQLite file. Close it. */
export interface HistoryStore {
  /** Adds what is new and replaces runs of the same tag and start; labels are joined. Everything or nothing. */
  add(file: Omit<HistoryFile, 'schema'>): { added: number; replaced: number };
  annotate(annotation: Annotation): void;
  /** By start. `labels`: runs that have all of them. */
  runs(o?: { profile?: string; labels?: readonly string[] }): HistoryRun[];
  definitions(): MetricFacts[];
  annotations(): Annotation[];
  pairs(): SamePair[];
  tables(): PublishedTable[];
  /** Everything, for another store. */
  export(): HistoryFile;
  close(): void;
}

const VERSION = 1;

const TABLES = `
CREATE TABLE run (tag TEXT NOT NULL, started_at TEXT NOT NULL, profile TEXT, machine TEXT, record TEXT NOT NULL, PRIMARY KEY (tag, started_at));
CREATE TABLE label (tag TEXT NOT NULL, started_at TEXT NOT NULL, label TEXT NOT NULL, PRIMARY KEY (tag, started_at, label));
CREATE TABLE value (tag TEXT NOT NULL, started_at TEXT NOT NULL, metric TEXT NOT NULL, mean REAL NOT NULL, PRIMARY KEY (tag, started_at, metric));
CREATE TABLE definition (metric TEXT PRIMARY KEY, facts TEXT NOT NULL);
CREATE TABLE annotation (at TEXT NOT NULL, text TEXT NOT NULL, profile TEXT, UNIQUE (at, text));
CREATE TABLE pair (name TEXT NOT NULL, base TEXT NOT NULL, target TEXT NOT NULL, caveat TEXT NOT NULL, PRIMARY KEY (base, target));
CREATE TABLE published (report TEXT NOT NULL, base TEXT NOT NULL, target TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (report, base, target));
PRAGMA user_version = ${VERSION};
`;

/**
 * Opens the store, and makes it if it is not there. `:memory:` is one that vanishes. The table \`value\` is for whoever asks with SQL; the
 * records hold the same figures with their centiles. Throws HISTORY_BROKEN for a file that is no store.
 */
export function openHistory(path: string): HistoryStore {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const db = openDatabase(path);
  const all = (sql: string, ...values: string[]) =>
    db.prepare(sql).all(...values) as Record<string, string | null>[];
  const store: HistoryStore = {
    add: (file) => inTransaction(db, () => addFile(db, file)),
    annotate: ({ at, text, profile }) => {
      db.prepare('INSERT OR REPLACE INTO annotation VALUES (?, ?, ?)').run(at, text, profile);
    },
    runs: ({ profile, labels = [] } = {}) => {
      const known = new Map<string, string[]>();
      for (const { tag, started_at, label } of all('SELECT * FROM label ORDER BY label')) {
        const key = `${tag} ${started_at}`;
        known.set(key, [...(known.get(key) ?? []), label!]);
      }
      const rows = all('SELECT tag, started_at, profile, record FROM run ORDER BY started_at, tag');
      return rows
        .filter((row) => profile === undefined || row.profile === profile)
        .map((row) => ({
          record: JSON.parse(row.record!) as RunRecord,
          labels: known.get(`${row.tag} ${row.started_at}`) ?? [],
        }))
        .filter((run) => labels.every((label) => run.labels.includes(label)));
    },
    definitions: () =>
      all('SELECT facts FROM definition ORDER BY rowid').map(({ facts }) => JSON.parse(facts!)),
    annotations: () =>
      all('SELECT at, text, profile FROM annotation ORDER BY at, text').map(({ at, text, profile }) => ({
        at: at!,
        text: text!,
        profile: profile!,
      })),
    pairs: () =>
      all('SELECT name, base, target, caveat FROM pair ORDER BY rowid').map((row) => ({
        name: row.name!,
        caveat: row.caveat!,
        base: row.base!,
        target: row.target!,
      })),
    tables: () =>
      all('SELECT content FROM published ORDER BY rowid').map(({ content }) => JSON.parse(content!)),
    export: () => ({
      schema: HISTORY_SCHEMA,
      definitions: store.definitions(),
      runs: store.runs(),
      annotations: store.annotations(),
      pairs: store.pairs(),
      tables: store.tables(),
    }),
    close: () => db.close(),
  };
  return store;
}

function openDatabase(path: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { timeout: 5000 });
    const version = Number(db.prepare('PRAGMA user_version').get()!.user_version);
    const tables = Number(db.prepare('SELECT count(*) AS n FROM sqlite_master').get()!.n);
    if (version === 0 && tables === 0) db.exec(`BEGIN; ${TABLES} COMMIT;`);
    else if (version !== VERSION) throw new Error(`expected version ${VERSION} of the store, got ${version}`);
    return db;
  } catch (cause) {
    db?.close();
    throw new LabError('HISTORY_BROKEN', {
      place: path,
      problem: (cause as Error).message,
      fix: 'name another file, or make a new one and import an export into it',
      cause,
    });
  }
}

function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

function addFile(
  db: DatabaseSync,
  { definitions, runs, annotations, pairs, tables }: Omit<HistoryFile, 'schema'>,
): { added: number; replaced: number } {
  const counts = { added: 0, replaced: 0 };
  const insert = {
    definition: db.prepare('INSERT OR REPLACE INTO definition VALUES (?, ?)'),
    run: db.prepare('INSERT OR REPLACE INTO run VALUES (?, ?, ?, ?, ?)'),
    label: db.prepare('INSERT OR IGNORE INTO label VALUES (?, ?, ?)'),
    value: db.prepare('INSERT INTO value VALUES (?, ?, ?, ?)'),
    annotation: db.prepare('INSERT OR REPLACE INTO annotation VALUES (?, ?, ?)'),
    pair: db.prepare('INSERT OR REPLACE INTO pair VALUES (?, ?, ?, ?)'),
    published: db.prepare('INSERT OR REPLACE INTO published VALUES (?, ?, ?, ?)'),
  };
  const known = db.prepare('SELECT 1 FROM run WHERE tag = ? AND started_at = ?');
  const forget = db.prepare('DELETE FROM value WHERE tag = ? AND started_at = ?');
  for (const facts of definitions) insert.definition.run(facts.id, JSON.stringify(facts));
  for (const { record, labels } of runs) {
    const { tag, startedAt, conditions, values } = record;
    if (known.get(tag, startedAt) === undefined) counts.added++;
    else counts.replaced++;
    insert.run.run(tag, startedAt, conditions.profile, conditions.machine, JSON.stringify(record));
    forget.run(tag, startedAt);
    for (const [metric, { mean }] of Object.entries(values)) insert.value.run(tag, startedAt, metric, mean);
    for (const label of labels) insert.label.run(tag, startedAt, label);
  }
  for (const { at, text, profile } of annotations) insert.annotation.run(at, text, profile);
  for (const { name, base, target, caveat } of pairs) insert.pair.run(name, base, target, caveat);
  for (const table of tables)
    insert.published.run(table.report, table.base.id, table.target.id, JSON.stringify(table));
  return counts;
}
