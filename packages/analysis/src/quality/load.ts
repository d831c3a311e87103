import type { Metric, QualityItem, TransactionSummary } from '../results.ts';
import { item, type Level, times } from './item.ts';

/** Whether the load was there on time and what became of it. */
export function transactionItems(
  transactions: TransactionSummary | null,
  metrics: readonly Metric[],
): QualityItem[] {
  if (transactions === null)
    return [
      item('noTransactions', 'note', 'The run has no transaction log: nothing can be said of transactions.'),
    ];
  const items: QualityItem[] = [];
  const add = (id: string, level: Level, count: number, text: string) => {
    if (count > 0) items.push(item(id, level, text, { count }));
  };
  const { intended, announced, lost, pending, generatorSummary, garbageLines } = transactions;
  add(
    'txLost',
    'warning',
    lost,
    `${times(lost, 'transaction')} went to a node and never came into a block, although three later blocks had room.`,
  );
  add(
    'txPending',
    'note',
    pending,
    `${times(pending, 'transaction was', 'transactions were')} still on the way when the chain ended.`,
  );
  add(
    'txNotAnnounced',
    'note',
    intended - announced,
    `Of ${intended} transactions with an intended time no node asked for ${intended - announced}.`,
  );
  add(
    'txGarbage',
    'warning',
    garbageLines,
    `transactions.jsonl has ${times(garbageLines, 'unreadable line')}.`,
  );
  if (generatorSummary === null)
    items.push(
      item('noGeneratorSummary', 'note', 'The generator wrote no summary line: it did not end orderly.'),
    );
  const slip = metrics.find((m) => m.id === 'txScheduleSlip')?.value;
  if (slip) {
    const p99 = slip.centiles.find(([c]) => c === 0.99)?.[1] ?? slip.max;
    const level = p99 > 0.5 ? 'warning' : p99 > 0.05 ? 'note' : 'ok';
    items.push(
      item(
        'scheduleSlip',
        level,
        `The load was ${(slip.mean * 1000).toFixed(1)} ms late on average, 99 % within ${(p99 * 1000).toFixed(1)} ms.`,
      ),
    );
  }
  return items;
}

/** What the collector says of itself in `collector.json`. */
export function collectorItems(collector: Readonly<Record<string, unknown>> | null): QualityItem[] {
  if (collector === null) return [];
  if (typeof collector.fault === 'string')
    return [
      item(
        'collectorUnknown',
        'warning',
        `tracer/collector.json cannot be read (${collector.fault}): what the collector lost is not known.`,
      ),
    ];
  const number = (key: string) =>
    Number.isSafeInteger(collector[key]) ? Math.max(0, collector[key] as number) : 0;
  const items: QualityItem[] = [];
  const add = (id: string, key: string, text: (n: number) => string) => {
    if (number(key) > 0) items.push(item(id, 'warning', text(number(key)), { count: number(key) }));
  };
  add('collectorDropped', 'droppedObjects', (n) => `The collector could not write ${times(n, 'trace')}.`);
  add('collectorWriteErrors', 'writeErrors', (n) => `The collector had ${times(n, 'write error')}.`);
  add(
    'collectorFailed',
    'failed',
    (n) => `${times(n, 'connection')} to the collector ended because the peer broke the protocol.`,
  );
  add('collectorRefused', 'refused', (n) => `The collector turned away ${times(n, 'connection')}.`);
  if (items.length === 0)
    items.push(
      item(
        'collectorComplete',
        'ok',
        `The collector wrote all ${number('objects').toLocaleString('en')} traces that it received.`,
        { count: number('objects') },
      ),
    );
  return items;
}
