import { METRIC_DEFINITIONS, type MetricDefinition, TABLES } from '@slotbench/analysis';

const GROUPS: readonly (readonly [group: string, title: string, about: string])[] = [
  ['forger', 'The forger', 'One block at the host that forged it: each phase counts from the one before.'],
  ['peers', 'The peers', 'One block at one host that did not forge it.'],
  [
    'endToEnd',
    'End to end',
    'From the start of the slot until the block is on the chain of a share of the hosts.',
  ],
  ['control', 'Chain and control figures', 'What must be alike before anything else may be compared.'],
  ['machine', 'Machine', 'Every host by itself; the run’s value combines the hosts.'],
  ['tracing', 'Tracing', 'What the hosts wrote of themselves, lost and left out.'],
  ['run', 'The run', 'The run as a whole, as upstream’s summary has it.'],
  ['run', 'The run', 'The run as one: how much of it there is and how much of that counts.'],
  ['transactions', 'Transactions', 'The load, from the generator’s transaction log.'],
  [
    'outside',
    'From outside',
    'What an observer saw from one process and on one clock, without the logs of the nodes (`--observe`).',
  ],
];

const POPULATIONS: Readonly<Record<MetricDefinition['population'], string>> = {
  blocks: 'one accepted block of the main chain',
  observations: 'one accepted block at one host',
  slots: 'one slot of one host',
  samples: 'one periodic sample of one host',
  spans: 'one stretch of time of one host',
  hosts: 'one host',
  transactions: 'one transaction of the load',
  run: 'the run',
};

const DIRECTIONS = {
  lower: 'lower is better',
  higher: 'higher is better',
  none: 'neither way is better',
} as const;

/** Every metric of `results.json`: what it measures, of what, how, and what to be careful about. */
export function metricsPage(): string {
  const known = new Set(GROUPS.map(([group]) => group));
  const homeless = METRIC_DEFINITIONS.filter(({ group }) => !known.has(group));
  if (homeless.length > 0) throw new Error(`no section for the group ${homeless[0]?.group}`);
  return `# Metrics

Every metric of \`results.json\`, in its order. A metric has one value for the run, a distribution: number of samples, mean, sample
standard deviation, minimum, maximum and 29 centiles. A centile is the sample at index min(n − 1, floor(n · c)) of the sorted ones,
without interpolation. \`pooled\` metrics take all samples together; those of the machine combine hosts: the mean is the mean of the
hosts' means, each centile the median of the hosts' centiles, the deviation that of all samples. Blocks that the filters of a run
reject give no samples, nor does the tip. Times are seconds between two stamps of the logs.

| population | one sample is |
|---|---|
${Object.entries(POPULATIONS)
  .map(([name, what]) => `| ${name} | ${what} |`)
  .join('\n')}

${GROUPS.map(
  ([group, title, about]) =>
    `## ${title}\n\n${about}\n\n${METRIC_DEFINITIONS.filter((m) => m.group === group)
      .map(entry)
      .join('\n\n')}`,
).join('\n\n')}
`;
}

function entry(metric: MetricDefinition): string {
  const { id, name, doc, unit, population, direction, formula, caveat, upstreamId } = metric;
  const facts = [`unit ${unit}`, `population ${population}`, DIRECTIONS[direction]];
  if (upstreamId !== null) facts.push(`\`${upstreamId}\` of locli`);
  return `### ${id}

${name}: ${doc}.

- ${facts.join(' · ')}
- Formula: ${formula}.
- Caveat: ${caveat === null ? 'none known' : caveat}.`;
}

/** The tables of \`slotbench query\`. */
export function queryPage(): string {
  const tables = TABLES.map(
    ({ name, doc, columns }) => `## ${name}

A row is ${doc}.

| column | type | meaning |
|---|---|---|
${columns.map((column) => `| ${column.name} | ${column.type} | ${column.doc.replaceAll('|', '\\|')} |`).join('\n')}`,
  );
  return `# Asking SQL of a run

\`slotbench query RUN 'SQL'\` runs one statement of DuckDB's SQL over the tables below and prints a table, with \`--csv\` CSV, with
\`--json\` a list of objects. Only the tables that the statement names are made. DuckDB is optional, because it takes 70 MB:
\`npm install @duckdb/node-api\` beside slotbench, in the current folder, or in a folder that \`SLOTBENCH_DUCKDB\` names.

\`\`\`
slotbench query current 'SELECT forger, count(*) AS blocks, avg(adopted_90_s) FROM blocks GROUP BY forger'
slotbench query current 'FROM slots WHERE checks = 0'
slotbench query current "SELECT host, (data->>'slot')::BIGINT AS slot FROM traces WHERE ns = 'Forge.Loop.NodeIsLeader'"
\`\`\`

Times in \`…_s\` are seconds; where a stamp is missing in the logs the value is null. The clocks of the hosts are taken as they are.

${tables.join('\n\n')}
`;
}
