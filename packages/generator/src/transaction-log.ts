import type { Summary } from './summary.ts';
import { lineBytes, renderRecord, type TxRecord } from './transactions.ts';

/** A file that can be written at any place. */
export interface RandomAccessFile {
  write(bytes: Uint8Array, position: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * `transactions.jsonl`: one line a transaction, in the order offered, then the summary. Every line has the same
 * length (padded with spaces before its line feed), so a record that changes is rewritten in its place: the file is
 * complete up to the last flush whenever the process dies, and no transaction stands in it twice.
 */
export interface TransactionLog {
  add(record: TxRecord): void;
  /** The record has changed. */
  touch(record: TxRecord): void;
  /** Writes what was added or touched; call it several times a second. Rejects with the system's error. */
  flush(): Promise<void>;
  finish(summary: Summary): Promise<void>;
}

/** Lines rendered in a row before the event loop gets its turn: 256 take about half a millisecond. */
const LINES_AT_ONCE = 256;

export function createTransactionLog(file: RandomAccessFile, targets: readonly string[]): TransactionLog {
  const width = lineBytes(targets);
  const records: TxRecord[] = [];
  const rows = new Map<TxRecord, number>();
  let dirty = new Set<number>();
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const pending = [...dirty].sort((a, b) => a - b);
    dirty = new Set();
    for (let done = 0; done < pending.length; ) {
      const first = pending[done]!;
      let count = 1;
      while (count < LINES_AT_ONCE && pending[done + count] === first + count) count++;
      try {
        await file.write(render(first, count), first * width);
      } catch (error) {
        for (const row of pending.slice(done)) dirty.add(row);
        throw error;
      }
      done += count;
    }
  }

  function render(first: number, count: number): Uint8Array {
    const bytes = Buffer.alloc(count * width, ' ');
    for (let i = 0; i < count; i++) {
      bytes.write(renderRecord(records[first + i]!), i * width);
      bytes[(i + 1) * width - 1] = 0x0a;
    }
    return bytes;
  }

  function flush(): Promise<void> {
    writing = writing.catch(() => {}).then(write);
    return writing;
  }

  return {
    add(record) {
      rows.set(record, records.length);
      dirty.add(records.length);
      records.push(record);
    },
    touch(record) {
      dirty.add(rows.get(record)!);
    },
    flush,
    async finish(summary) {
      await flush();
      await file.write(Buffer.from(`${JSON.stringify({ summary })}\n`), records.length * width);
      await file.close();
    },
  };
}
