import { parseArgs } from 'node:util';
import { CollectorError } from '../errors.ts';
import { compareLogs, type Lack, type LogComparison } from './compare-logs.ts';

/** Exit codes: 0 the logs are equal, 1 they are not; failures have the codes of the other programs (64 and above). */
const VERDICT = { equal: 0, different: 1 } as const;

const COMPARE_USAGE = `Usage: slotbench-collector compare-logs A B [--by directory|host] [--from TIME] [--to TIME] [--json]

Says by node and hour which trace lines the log root A has and B lacks, and the other way round. Reads the files in
machine format (*/node-*.json), also compressed ones, of cardano-tracer and of slotbench-collector.

      --by directory|host   what tells nodes apart: their folder (default), or the host in their lines, for a root
                            that a re-forwarding fills
      --from TIME           only lines from this time on: 2026-07-01T12, UTC, or longer
      --to TIME             only lines before this time
      --json                print JSON: every node and hour
  -h, --help                print this text

Exit code: 0 equal, 1 different.
`;

/** Carries out \`compare-logs\`; returns the exit code. Throws a CollectorError. */
export async function compareLogsCommand(
  argv: readonly string[],
  print: (text: string) => void,
): Promise<number> {
  const { values, positionals } = parse(argv);
  if (values.help === true) {
    print(COMPARE_USAGE.trimEnd());
    return VERDICT.equal;
  }
  const [a, b, ...more] = positionals;
  if (a === undefined || b === undefined || more.length > 0)
    throw usage(`expected two log roots, got ${positionals.length}`);
  const by = values.by ?? 'directory';
  if (by !== 'directory' && by !== 'host') throw usage(`--by: expected directory or host, got ${by}`);
  const comparison = await compareLogs(a, b, {
    by,
    from: time(values.from, 'from'),
    to: time(values.to, 'to'),
  });
  print(values.json === true ? JSON.stringify(comparison) : renderComparison(comparison, { a, b }));
  return comparison.equal ? VERDICT.equal : VERDICT.different;
}

/** The differences, and one sentence that sums them up. */
function renderComparison(comparison: LogComparison, roots: { a: string; b: string }): string {
  const { linesA, linesB, lackingInA, lackingInB, nodes, notes } = comparison;
  const width = Math.max(roots.a.length, roots.b.length);
  const lines = [
    `A  ${roots.a.padEnd(width)}  ${linesA} lines`,
    `B  ${roots.b.padEnd(width)}  ${linesB} lines`,
  ];
  for (const { node, hours } of nodes)
    for (const hour of hours)
      for (const [side, lack, has] of [
        ['A', hour.lackingInA, hour.linesB],
        ['B', hour.lackingInB, hour.linesA],
      ] as const)
        if (lack !== undefined)
          lines.push('', `${node}  ${hour.hour}  ${side} lacks ${lack.count} of ${has}`, ...ends(lack));
  const different = nodes.filter(({ hours }) => hours.some((hour) => hour.lackingInA ?? hour.lackingInB));
  lines.push(
    '',
    comparison.equal
      ? `equal: ${linesA} lines of ${nodes.length} nodes`
      : `different: ${different.length} of ${nodes.length} nodes; A lacks ${lackingInA} lines, B lacks ${lackingInB}`,
    ...notes.map((note) => `note: ${note}`),
  );
  return lines.join('\n');
}

function ends({ count, first, last }: Lack): string[] {
  const show = (name: string, { place, text }: Lack['first']) => `  ${name}  ${place}  ${text.slice(0, 100)}`;
  return count === 1 ? [show('line ', first)] : [show('first', first), show('last ', last)];
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        by: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (cause) {
    throw usage((cause as Error).message.split('\n')[0]!, cause);
  }
}

function time(text: string | undefined, option: string): string | undefined {
  if (text === undefined || /^\d{4}-\d\d-\d\d(T\d\d(:\d\d(:\d\d(\.\d+)?)?)?Z?)?$/.test(text)) return text;
  throw usage(`--${option}: expected a UTC time such as 2026-07-01T12, got ${text}`);
}

function usage(problem: string, cause?: unknown): CollectorError {
  return new CollectorError({
    code: 'COLLECTOR_USAGE',
    place: 'slotbench-collector compare-logs',
    problem,
    hint: 'slotbench-collector compare-logs --help lists the options',
    cause,
  });
}
