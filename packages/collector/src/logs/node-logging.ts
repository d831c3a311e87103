import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { makeFolder } from '@slotbench/tracing/make-folder';
import type { TraceObjectBatch } from '@slotbench/wire';
import {
  type CollectorConfig,
  type JournalParams,
  type LoggingParams,
  maxAgeMs,
} from '../configuration/config.ts';
import { CollectorError } from '../errors.ts';
import { every } from '../every.ts';
import { createJournalLog, type JournalPlace, journalTrouble } from '../journal/journal.ts';
import type { RegisteredNode } from '../nodes/node-registry.ts';
import { nodeStatistics, type Statistics } from '../statistics.ts';
import type { Disk } from './disk.ts';
import { together } from './log-group.ts';
import { createNodeLog, type NodeLog } from './node-log.ts';
import { createNodeSinks, type NodeSinks } from './node-sinks.ts';
import { tendOldLogs } from './old-logs.ts';

/** The logs of all nodes: what `logging` and `rotation` ask for, of the configuration of the moment. */
export interface NodeLogging {
  /** The log of a node that has just got its name. */
  open(node: RegisteredNode): NodeLog;
  /** The first folder that log files go to; undefined without any. */
  readonly firstRoot: string | undefined;
  /** Connected nodes go on in new files where `logging` has changed. The folders have passed `checkLogRoots`. */
  reload(config: CollectorConfig, changed: readonly string[]): Promise<void>;
  /** Ends rotation; the logs of nodes are closed with their connections. */
  stop(): Promise<void>;
}

export interface NodeLoggingContext {
  readonly disk: Disk;
  readonly journal: JournalPlace;
  readonly statistics: Statistics;
  /** Connected nodes. */
  readonly nodes: () => readonly RegisteredNode[];
  readonly nowMs: () => number;
  /** One line for the operator. */
  readonly say: (line: string) => void;
  complain(place: string, error: unknown, lostObjects?: number): void;
  /** Gets each batch once the logs have it. */
  after(node: RegisteredNode, batch: TraceObjectBatch): void | Promise<void>;
}

export function startNodeLogging(first: CollectorConfig, context: NodeLoggingContext): NodeLogging {
  const { disk, journal, statistics, nowMs, complain } = context;
  const sinks = new Set<NodeSinks>();
  let files = fileLogging(first);
  let entries = journalLogging(first);
  const tellJournal = () => {
    const trouble = journalTrouble(entries, journal);
    if (trouble !== undefined) context.say(`logging: ${trouble}`);
  };
  tellJournal();
  let stopRotating = startRotation(first, sinks, context);

  function openLogs({ name, directory }: RegisteredNode): NodeLog {
    const own = nodeStatistics(statistics, name);
    const onLost = (objects: number) => {
      for (const counts of [statistics, own]) {
        counts.writeErrors++;
        counts.droppedObjects += objects;
      }
    };
    const events = {
      onWritten(bytes: number) {
        statistics.bytes += bytes;
        own.bytes += bytes;
      },
      onLost,
      onError({ place, error, lostObjects }: { place: string; error: unknown; lostObjects: number }) {
        onLost(lostObjects);
        complain(place, error, lostObjects);
      },
    };
    const log = createNodeLog({ logging: files, directory, disk, nowMs, ...events });
    if (entries.length === 0) return log;
    const onTrouble = events.onError;
    return together([
      log,
      createJournalLog({ entries, identifier: name, place: journal, ...events, onTrouble }),
    ]);
  }

  return {
    open(node) {
      const log = createNodeSinks({
        open: () => openLogs(node),
        after: (batch) => context.after(node, batch),
      });
      sinks.add(log);
      return { ...log, close: () => log.close().finally(() => sinks.delete(log)) };
    },
    get firstRoot() {
      return files[0]?.logRoot;
    },
    async reload(config, changed) {
      const logging = changed.includes('logging');
      if (logging) {
        files = fileLogging(config);
        entries = journalLogging(config);
        tellJournal();
        await Promise.all([...sinks].map((sink) => sink.reopen()));
      }
      if (!logging && !changed.includes('rotation')) return;
      await stopRotating();
      stopRotating = startRotation(config, sinks, context);
    },
    stop: () => stopRotating(),
  };
}

/** Makes the folders that log files go to; throws COLLECTOR_LOG_ROOT. */
export function checkLogRoots(config: CollectorConfig): void {
  for (const { logRoot } of fileLogging(config))
    try {
      makeFolder(logRoot);
      accessSync(logRoot, constants.W_OK);
    } catch (cause) {
      throw new CollectorError({
        code: 'COLLECTOR_LOG_ROOT',
        place: logRoot,
        problem: `cannot be used as logRoot: ${(cause as Error).message}`,
        hint: 'choose another folder in `logging`, or make this one writable',
        cause,
      });
    }
}

/** Entries that write files, with absolute folders. */
function fileLogging(config: CollectorConfig): LoggingParams[] {
  return config.logging
    .filter((entry) => entry.logMode === 'FileMode')
    .map((entry) => ({ ...entry, logRoot: resolve(entry.logRoot) }));
}

/** Entries that go to the journal. */
function journalLogging(config: CollectorConfig): JournalParams[] {
  return config.logging.filter((entry) => entry.logMode === 'JournalMode');
}

/** Old files are tended beside, as compressing takes its time and rotation must not wait for it. */
function startRotation(
  config: CollectorConfig,
  sinks: ReadonlySet<NodeLog>,
  { nodes, nowMs, complain }: NodeLoggingContext,
): () => Promise<void> {
  const { rotation } = config;
  if (rotation === undefined) return async () => {};
  const periodMs = rotation.rpFrequencySecs * 1000;
  const limits = {
    limitBytes: rotation.rpLogLimitBytes,
    keepFiles: rotation.rpKeepFilesNum,
    maxAgeMs: maxAgeMs(rotation),
  };
  const stopRotating = every(periodMs, async () => {
    for (const sink of sinks) await sink.rotate(limits);
  });
  const stop = new AbortController();
  const departedHours = rotation.rpDepartedMaxAgeHours;
  const stopTending = every(periodMs, () =>
    tendOldLogs({
      logging: fileLogging(config),
      compression: rotation.rpCompress,
      departedMaxAgeMs: departedHours === undefined ? undefined : departedHours * 3_600_000,
      isConnected: (directory) => nodes().some((node) => node.directory === directory),
      nowMs,
      onError: complain,
      signal: stop.signal,
    }),
  );
  return async () => {
    stop.abort();
    await Promise.all([stopRotating(), stopTending()]);
  };
}
