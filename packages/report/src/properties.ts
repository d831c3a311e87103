import type { PropertyVerdict } from '@slotbench/analysis';
import { grouped, plural } from './format.ts';
import { terminalText, wrap } from './lines.ts';

/** Verdicts on a terminal, at most `width` columns: each property with its counts, and the lines that break it. */
export function renderProperties(verdicts: readonly PropertyVerdict[], o: { width: number }): string {
  const width = Math.max(60, o.width);
  const lines = verdicts.flatMap((verdict) => [
    ...wrap(`${MARK[verdict.verdict]} ${verdict.name}`, width),
    ...wrap(`  ${countsOf(verdict)}`, width),
    ...(verdict.verdict === 'holds' ? [] : wrap(`  ${verdict.formula}`, width)),
    ...violationLines(verdict, width),
  ]);
  return terminalText(lines, width);
}

const MARK = { holds: '✔', violated: '✗', undecided: '?' } as const;
/** Violations that are shown; all that were kept are in the results. */
const SHOWN = 5;

/** `checked 120 times, 2 violated, 1 not over when the trace ended`. */
export function countsOf({ checked, violated, pending, unchecked }: PropertyVerdict): string {
  if (checked === 0 && unchecked === 0) return 'never came up';
  return [
    `checked ${plural(checked, 'time')}`,
    violated > 0 ? `${grouped(violated)} violated` : null,
    pending > 0 ? `${grouped(pending)} not over when the trace ended` : null,
    unchecked > 0 ? `${plural(unchecked, 'message')} too many or too late to be checked` : null,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

function violationLines({ violations, violated }: PropertyVerdict, width: number): string[] {
  const shown = violations.slice(0, SHOWN).flatMap(({ at, messages }) => {
    const [first] = messages;
    if (first === undefined) return wrap(`  at ${at}: no message that it asks for`, width);
    const place = `${first.path}:${first.line} (byte ${first.byte})`;
    return wrap(`  ${place}: ${first.name} ${first.values.join(', ')}`.trimEnd(), width);
  });
  return violated > SHOWN ? [...shown, `  and ${grouped(violated - SHOWN)} more`] : shown;
}
