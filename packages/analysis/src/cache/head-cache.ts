import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBytes, toBytes } from '../columns/column-file.ts';
import type { LogFileAt } from '../read/find-logs.ts';
import { type LogHead, peekLog } from '../read/peek-log.ts';
import type { Instant } from '../read/timestamp.ts';
import type { ColumnCache } from './column-cache.ts';

interface Kept {
  readonly rules: string;
  /** By the identity of the file. */
  readonly heads: ReadonlyMap<string, LogHead>;
}

/** What the beginnings of log files said, so that files that are as they were need not be looked into. */
export interface HeadCache {
  peek(file: LogFileAt): Promise<LogHead>;
  /** Keeps the heads of all files that were asked for. What cannot be written is read again the next time. */
  keep(): void;
}

/** Heads are kept in `DIR/logs.heads`; a file that is damaged, or was written for other rules, is as good as none. */
export function openHeads(
  { dir, codeIdentity }: ColumnCache,
  o: {
    readonly systemStart: Instant;
    readonly slotNs: number;
    readonly identityOf: (file: LogFileAt) => string;
  },
): HeadCache {
  const path = join(dir, 'logs.heads');
  const rules = JSON.stringify([codeIdentity, o.systemStart, o.slotNs]);
  const kept = read(path, rules);
  const heads = new Map<string, LogHead>();
  let isNew = false;
  return {
    async peek(file) {
      const identity = o.identityOf(file);
      let head = kept.get(identity);
      if (head === undefined) {
        head = await peekLog(file.path, o);
        isNew = true;
      }
      heads.set(identity, head);
      return head;
    },
    keep() {
      if (isNew) write(dir, path, { rules, heads });
    },
  };
}

function read(path: string, rules: string): Kept['heads'] {
  try {
    const kept = fromBytes(readFileSync(path), new Map()) as Kept | undefined;
    if (kept?.rules === rules) return kept.heads;
  } catch {
    // None were kept.
  }
  return new Map();
}

function write(dir: string, path: string, kept: Kept): void {
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dir, { recursive: true });
    writeFileSync(unfinished, toBytes(kept));
    renameSync(unfinished, path);
  } catch {
    discard(unfinished);
  }
}

function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Where nothing can be written nothing lies.
  }
}
