import { createHash } from 'node:crypto';
import type { Host } from './host.ts';
import type { RenderedFile } from './render.ts';

/** What stood in the place of a file of ours is kept under this ending. */
const KEPT = '.before-slotbench';
/** The hash of each file as it was written last, so that what was changed by hand is told from what we wrote. */
const RECORD = '/etc/slotbench/rendered.json';

/** What a file's place is to become. */
export interface FileChange {
  readonly path: string;
  readonly kind: 'new' | 'changed' | 'same' | 'removed' | 'restored' | 'changed by hand';
  /** Where the former text is kept. */
  readonly kept?: string;
}

/**
 * Writes what differs and says so. A file that somebody else wrote is kept beside it first, and comes back with
 * `removeFiles`. `dry` only says.
 */
export function applyFiles(host: Host, files: readonly RenderedFile[], o: { dry: boolean }): FileChange[] {
  const record = readRecord(host);
  const changes = files.map(({ path, text, mode }): FileChange => {
    const before = host.read(path);
    const isOurs = before === undefined || record[path] === hashOf(before);
    record[path] = hashOf(text);
    if (before === text) return { path, kind: 'same' };
    const kept = isOurs ? undefined : `${path}${KEPT}`;
    if (!o.dry) {
      if (kept !== undefined) host.write(kept, before!, mode);
      host.write(path, text, mode);
    }
    return { path, kind: before === undefined ? 'new' : 'changed', ...(kept === undefined ? {} : { kept }) };
  });
  if (!o.dry) host.write(RECORD, `${JSON.stringify(record, undefined, 2)}\n`, 0o644);
  return changes;
}

/** Takes away every file that was written; what was changed by hand since stays. */
export function removeFiles(host: Host, o: { dry: boolean }): FileChange[] {
  const record = readRecord(host);
  const changes = Object.entries(record).flatMap(([path, hash]): FileChange[] => {
    const now = host.read(path);
    if (now === undefined) return [];
    if (hashOf(now) !== hash) return [{ path, kind: 'changed by hand' }];
    const kept = host.read(`${path}${KEPT}`);
    if (!o.dry) {
      if (kept === undefined) host.remove(path);
      else host.write(path, kept, 0o644);
      host.remove(`${path}${KEPT}`);
    }
    return [{ path, kind: kept === undefined ? 'removed' : 'restored' }];
  });
  if (!o.dry) host.remove(RECORD);
  return changes;
}

function readRecord(host: Host): Record<string, string> {
  const text = host.read(RECORD);
  return { ...(text === undefined ? {} : (JSON.parse(text) as Record<string, string>)) };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
