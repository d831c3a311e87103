import { TABLES, type TableName, type WrittenTables } from '@slotbench/analysis';

/** SQL that makes the tables of a run: in memory what was written for the query, and views of the files of the run. */
export function statementsFor(tables: ReadonlySet<TableName>, written: WrittenTables): string[] {
  const statements = ["SET TimeZone = 'UTC'"];
  for (const { name, columns } of TABLES) {
    if (!tables.has(name) || name === 'traces') continue;
    const path = written.csv[name];
    const types = columns.map((column) => `${column.name} ${column.type}`);
    if (name === 'transactions' && written.transactions !== null)
      statements.push(transactionsView(written.transactions, startMs(written)));
    else if (path === undefined) statements.push(`CREATE TABLE ${name} (${types.join(', ')})`);
    else
      statements.push(
        `CREATE TABLE ${name} AS SELECT * FROM read_csv(${text(path)}, header = true, delim = ',', quote = '"', columns = {${columns
          .map((column) => `${column.name}: ${text(column.type)}`)
          .join(', ')}})`,
      );
  }
  if (tables.has('blocks') && written.transactions !== null)
    statements.push(
      `UPDATE blocks SET txs = (SELECT count(*) FROM ${transactionLines(written.transactions)} t WHERE t.blockHash = blocks.hash)`,
    );
  if (tables.has('traces')) statements.push(...tracesView(written));
  return statements;
}

function transactionLines(path: string): string {
  const columns = [
    ...['id', 'kind', 'target', 'blockHash'].map((name) => `${name}: 'VARCHAR'`),
    ...['n', 'blockNo', 'blockSlot', 'sizeBytes', 'fee'].map((name) => `${name}: 'BIGINT'`),
    ...['intended', 'offered', 'sent', 'requested', 'served', 'confirmed'].map(
      (name) => `${name}Ms: 'DOUBLE'`,
    ),
  ];
  return `(SELECT * FROM read_json(${text(path)}, format = 'newline_delimited', ignore_errors = true, columns = {${columns.join(', ')}}) WHERE id IS NOT NULL)`;
}

function transactionsView(path: string, startMs: number): string {
  const seconds = (name: string) => `(${name}Ms - ${startMs}) / 1000 AS ${name}_s`;
  const times = ['intended', 'offered', 'sent', 'requested', 'served', 'confirmed'].map(seconds);
  return `CREATE VIEW transactions AS SELECT n, id, kind, target, ${times.join(', ')}, blockNo AS block_no, blockSlot AS block_slot, blockHash AS block_hash, sizeBytes AS size_bytes, fee FROM ${transactionLines(path)}`;
}

/** `ns` may be a text, a list with one, or a list of its parts; lines that are no JSON are passed over. */
function tracesView(written: WrittenTables): string[] {
  if (written.logs.length === 0)
    return [
      'CREATE TABLE traces (host VARCHAR, file VARCHAR, stamp TIMESTAMP_NS, t_s DOUBLE, ns VARCHAR, sev VARCHAR, thread VARCHAR, data JSON)',
    ];
  const files = written.logs.map(({ path }) => text(path)).join(', ');
  const hosts = written.logs.map(({ host, path, name }) => `(${text(path)}, ${text(host)}, ${text(name)})`);
  return [
    `CREATE TABLE log_files AS SELECT * FROM (VALUES ${hosts.join(', ')}) AS f(path, host, file)`,
    `CREATE VIEW traces AS SELECT f.host, f.file, l.stamp, (epoch_us(l.stamp) - ${Math.round(startMs(written) * 1000)}) / 1e6 AS t_s, l.ns, l.sev, l.thread, l.data FROM (
       SELECT filename, try_cast(rtrim("at", 'Z') AS TIMESTAMP_NS) AS stamp,
         CASE json_type(ns) WHEN 'ARRAY' THEN array_to_string(CAST(ns AS VARCHAR[]), '.') ELSE ns ->> '$' END AS ns, sev, thread, data
       FROM read_json([${files}], format = 'newline_delimited', ignore_errors = true, filename = true, maximum_object_size = 16777216,
         columns = {"at": 'VARCHAR', ns: 'JSON', sev: 'VARCHAR', thread: 'VARCHAR', data: 'JSON'})
     ) AS l JOIN log_files AS f ON f.path = l.filename WHERE l.stamp IS NOT NULL`,
  ];
}

function startMs({ systemStart }: WrittenTables): number {
  return systemStart.seconds * 1000 + systemStart.nanoseconds / 1e6;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
