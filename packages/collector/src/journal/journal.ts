import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TraceObjectBatch } from '@slotbench/wire';
import type { JournalParams } from '../configuration/config.ts';
import type { NodeLog } from '../logs/node-log.ts';
import { fieldLines, streamLine } from './journal-entry.ts';
import { writeWithLogger } from './journal-fields.ts';
import { createJournalStream } from './journal-stream.ts';

/** Where journald is. */
export interface JournalPlace {
  /** Its stream socket. */
  readonly socket: string;
  /** The `logger` program; undefined if there is none. */
  readonly logger: string | undefined;
}

export function systemJournal(env: NodeJS.ProcessEnv = process.env): JournalPlace {
  return { socket: '/run/systemd/journal/stdout', logger: findProgram('logger', env) };
}

/** Why JournalMode entries cannot be written as they are asked for; undefined if they can. */
export function journalTrouble(
  entries: readonly JournalParams[],
  { socket, logger }: JournalPlace,
): string | undefined {
  if (entries.length === 0) return undefined;
  if (!existsSync(socket)) return 'no journald runs here: what JournalMode would write is counted as dropped';
  if (logger === undefined && entries.some((entry) => entry.journalFields === true))
    return 'no program `logger` for journalFields: entries are written without fields';
  return undefined;
}

export interface JournalEvents {
  /** So many objects were not written to the journal. */
  onLost(objects: number): void;
  /** Said once, until a batch is written again. */
  onTrouble(o: { place: string; error: unknown; lostObjects: number }): void;
}

/** The journal as one connected node's log: SYSLOG_IDENTIFIER is its name. What cannot be written is lost and counted. */
export function createJournalLog(
  o: { entries: readonly JournalParams[]; identifier: string; place: JournalPlace } & JournalEvents,
): NodeLog {
  const { identifier, place } = o;
  const stream = createJournalStream(place.socket, identifier);
  let troubled = false;

  async function writeEntries(batch: TraceObjectBatch): Promise<void> {
    const objects = batch.objects();
    for (const { logFormat, journalFields } of o.entries)
      if (journalFields === true && place.logger !== undefined) {
        for (const object of objects)
          await writeWithLogger(place.logger, fieldLines(object, logFormat, identifier));
      } else {
        let lines = '';
        for (const object of objects) lines += streamLine(object, logFormat);
        await stream.write(lines);
      }
  }

  return {
    async write(batch) {
      if (batch.length === 0) return;
      try {
        await writeEntries(batch);
        troubled = false;
      } catch (error) {
        if (troubled) o.onLost(batch.length);
        else o.onTrouble({ place: place.socket, error, lostObjects: batch.length });
        troubled = true;
      }
    },
    async rotate() {}, // journald rotates by its own rules
    close: () => stream.close(),
  };
}

function findProgram(name: string, env: NodeJS.ProcessEnv): string | undefined {
  return (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
