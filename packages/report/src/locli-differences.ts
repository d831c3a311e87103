import type { LocliComparison } from '@slotbench/analysis';
import { grouped, plural } from './format.ts';
import { terminalText, wrap } from './lines.ts';

/** Differences of one reason that are shown; all of them are in the JSON. */
const SHOWN = 5;

/** What `slotbench analyse --against-locli` found, on a terminal: file by file, then the differences by reason. */
export function renderLocliComparison(comparison: LocliComparison, o: { width: number }): string {
  const width = Math.max(60, o.width);
  const name = Math.max(...comparison.files.map((file) => file.name.length));
  const byReason = new Map<string, LocliComparison['differences'][number][]>();
  for (const difference of comparison.differences)
    byReason.set(difference.why, [...(byReason.get(difference.why) ?? []), difference]);
  const lines = [
    ...comparison.files.map(
      ({ name: file, values, differences }) =>
        `${file.padEnd(name)}  ${grouped(values)} values, ${differences === 0 ? 'all equal' : `${grouped(differences)} differ`}`,
    ),
    ...[...byReason].flatMap(([why, list]) => [
      '',
      ...wrap(`${plural(list.length, 'difference')}: ${why}`, width),
      ...list
        .slice(0, SHOWN)
        .flatMap(({ file, path, ours, theirs }) =>
          wrap(`  ${file} ${path}: ours ${ours ?? 'nothing'}, locli ${theirs ?? 'nothing'}`, width),
        ),
      ...(list.length > SHOWN ? [`  and ${grouped(list.length - SHOWN)} more`] : []),
    ]),
    ...(comparison.notes.length === 0 ? [] : ['']),
    ...comparison.notes.flatMap((note) => wrap(`- ${note}`, width)),
  ];
  return terminalText(lines, width);
}
