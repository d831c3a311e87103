import { existsSync, readlinkSync, rmdirSync, unlinkSync } from 'node:fs';
import { readdir, readlink, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoggingParams } from '../configuration/config.ts';
import { compressFile, UNFINISHED_ENDING } from './compress-file.ts';
import { type Compression, type LogFormat, linkName, parseLogName } from './log-name.ts';
import { currentLog } from './rotation.ts';

export interface OldLogsContext {
  /** With absolute folders. */
  readonly logging: readonly LoggingParams[];
  /** undefined: log files stay as they are. */
  readonly compression: Compression | undefined;
  /** Files of nodes that are not connected go this long after their last line; undefined: never. */
  readonly departedMaxAgeMs: number | undefined;
  /** Whether a connected node has this folder under each logRoot. */
  isConnected(directory: string): boolean;
  readonly nowMs: () => number;
  onError(place: string, error: unknown): void;
  /** Stops in the middle; whatever was under way is as before. */
  readonly signal: AbortSignal;
}

/** A younger file may still be continued: a node that reconnects within a second gets the same name. */
const YOUNG_MS = 60_000;

/**
 * Looks once through all folders under all log roots: deletes log files of departed nodes that are old enough, then the
 * folders that this empties, and compresses log files that nobody writes to. One file after the other; trouble with
 * one hinders no other. Never rejects.
 */
export async function tendOldLogs(context: OldLogsContext): Promise<void> {
  if (context.compression === undefined && context.departedMaxAgeMs === undefined) return;
  for (const [logRoot, formats] of rootsOf(context.logging)) {
    await guarded(logRoot, context, async () => {
      for (const entry of await readdir(logRoot, { withFileTypes: true }))
        if (entry.isDirectory() && !context.signal.aborted)
          await guarded(join(logRoot, entry.name), context, () =>
            tendFolder(logRoot, entry.name, formats, context),
          );
    });
  }
}

async function tendFolder(
  logRoot: string,
  directory: string,
  formats: readonly LogFormat[],
  context: OldLogsContext,
): Promise<void> {
  const folder = join(logRoot, directory);
  for (const name of await readdir(folder)) if (isUnfinished(name)) await unlink(join(folder, name)); // a compression that kill -9 cut short
  if (context.departedMaxAgeMs !== undefined && !context.isConnected(directory)) {
    const deleted = await deleteDeparted(folder, formats, context.departedMaxAgeMs, context);
    if (deleted > 0) removeIfEmpty(folder, directory, formats, context);
  }
  if (context.compression === undefined || !existsSync(folder)) return;
  for (const path of await compressible(folder, formats, context.nowMs()))
    if (!context.signal.aborted)
      await guarded(path, context, () => compressFile(path, context.compression!, context.signal));
}

async function deleteDeparted(
  folder: string,
  formats: readonly LogFormat[],
  maxAgeMs: number,
  context: OldLogsContext,
): Promise<number> {
  let deleted = 0;
  for (const name of logsOf(await readdir(folder), formats)) {
    const path = join(folder, name);
    if (context.nowMs() - (await stat(path)).mtimeMs < maxAgeMs) continue;
    await unlink(path);
    deleted++;
  }
  return deleted;
}

/**
 * Without an await: a node that connects meanwhile finds its folder as it was, or none and makes it anew. A folder
 * with any other file stays.
 */
function removeIfEmpty(
  folder: string,
  directory: string,
  formats: readonly LogFormat[],
  context: OldLogsContext,
): void {
  if (context.isConnected(directory)) return;
  for (const format of formats) {
    const link = join(folder, linkName(format));
    if (isDangling(link)) unlinkSync(link);
  }
  try {
    rmdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
  }
}

function isDangling(link: string): boolean {
  try {
    readlinkSync(link);
  } catch {
    return false; // no link
  }
  return !existsSync(link);
}

/** Not the current file, whether by its name or by the link, and nothing young. */
async function compressible(folder: string, formats: readonly LogFormat[], nowMs: number): Promise<string[]> {
  const names = await readdir(folder);
  const paths: string[] = [];
  for (const format of formats) {
    const logs = logsOf(names, [format]);
    const linked = await readlink(join(folder, linkName(format))).catch(() => undefined);
    const kept = new Set([currentLog(logs), linked?.split('/').at(-1)]);
    for (const name of logs) {
      const { compression, createdMs } = parseLogName(name)!;
      if (compression === undefined && !kept.has(name) && nowMs - createdMs >= YOUNG_MS)
        paths.push(join(folder, name));
    }
  }
  return paths;
}

function logsOf(names: readonly string[], formats: readonly LogFormat[]): string[] {
  return names.filter((name) => formats.some((format) => parseLogName(name)?.format === format)).sort();
}

function isUnfinished(name: string): boolean {
  if (!name.endsWith(UNFINISHED_ENDING)) return false;
  return parseLogName(name.slice(0, -UNFINISHED_ENDING.length))?.compression !== undefined;
}

function rootsOf(logging: readonly LoggingParams[]): Map<string, LogFormat[]> {
  const roots = new Map<string, LogFormat[]>();
  for (const { logRoot, logFormat } of logging)
    roots.set(logRoot, [...(roots.get(logRoot) ?? []), logFormat]);
  return roots;
}

async function guarded(place: string, context: OldLogsContext, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    // A file that is gone was deleted by its own rotation, or by hand.
    const gone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!context.signal.aborted && !gone) context.onError(place, error);
  }
}
