import type { ChainBlock, Results } from '../results.ts';

/** `timeline.txt`: a line a block of the main chain for people, with what the filters say; gaps of the chain between them. */
export function timelineText({ chain, parameters, provenance, run }: Results): string {
  const head = [
    `${run.tag}: ${chain.length} blocks, ${chain.accepted} accepted; seconds since slot start`,
    `filters: ${provenance.filters.length === 0 ? 'none' : provenance.filters.join('; ')}`,
    '',
  ];
  const rows: string[][] = [
    [
      'block',
      'slot',
      'gap s',
      'hash',
      'forger',
      'bytes',
      'txs',
      'rivals',
      'announced',
      '50 %',
      '90 %',
      '100 %',
      'hosts',
      '',
    ],
  ];
  const gaps = new Map(chain.gaps.map((gap) => [gap.blockNo, gap.missing]));
  let before: ChainBlock | undefined;
  for (const block of chain.blocks) {
    const adopted = (share: number) => time(block.adoption.find(([c]) => c === share)?.[1] ?? null);
    const gap = before === undefined ? null : (block.slot - before.slot) * parameters.slotSeconds;
    const missing = gaps.get(block.blockNo);
    rows.push([
      String(block.blockNo),
      String(block.slot),
      gap === null ? '' : String(Number(gap.toFixed(3))),
      block.hash.slice(0, 8),
      block.forger ?? '?',
      text(block.sizeBytes),
      text(block.txs),
      block.forks === 0 ? '' : String(block.forks),
      time(block.announcedCum),
      adopted(0.5),
      adopted(0.9),
      adopted(1),
      String(block.adopters),
      [
        missing === undefined ? '' : GAPS[missing],
        block.accepted ? '' : `rejected: ${block.rejectedBy.join('; ')}`,
      ]
        .filter((note) => note !== '')
        .join('; '),
    ]);
    before = block;
  }
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, i) =>
        i === 3 || i === 4 || i === row.length - 1 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!),
      )
      .join('  ')
      .trimEnd(),
  );
  return `${[...head, ...lines].join('\n')}\n`;
}

const GAPS = {
  noForger: 'no log of its forger',
  guessedParent: 'chosen by height',
  noBlock: 'nothing known at this height',
} as const;

function time(seconds: number | null): string {
  return seconds === null ? '' : seconds.toFixed(3);
}

function text(value: number | null): string {
  return value === null ? '' : String(value);
}
