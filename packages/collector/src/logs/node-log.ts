import { join } from 'node:path';
import type { TraceObjectBatch } from '@slotbench/wire';
import type { LoggingParams } from '../configuration/config.ts';
import type { Disk } from './disk.ts';
import { createLogFile } from './log-file.ts';
import type { RotationLimits } from './rotation.ts';

/** All log files of one connected node, one for each `logging` entry. */
export interface NodeLog {
  /** Writes a batch to every entry; an entry that fails is reported through `onError` and hinders no other. */
  write(batch: TraceObjectBatch): void | Promise<void>;
  rotate(limits: RotationLimits): Promise<void>;
  close(): Promise<void>;
}

export interface NodeLogEvents {
  onWritten(bytes: number): void;
  /** `lostObjects` could not be written to the file under `place`; none if they wait for room on a full disk. */
  onError(o: { place: string; error: unknown; lostObjects: number }): void;
}

export function createNodeLog(
  o: {
    logging: readonly LoggingParams[];
    directory: string;
    disk: Disk;
    nowMs: () => number;
  } & NodeLogEvents,
): NodeLog {
  const entries = o.logging.map(({ logRoot, logFormat }) => {
    const directory = join(logRoot, o.directory);
    const file = createLogFile({
      directory,
      format: logFormat,
      disk: o.disk,
      nowMs: o.nowMs,
      onFull: (error) => o.onError({ place: directory, error, lostObjects: 0 }),
    });
    return { directory, render: logFormat === 'ForMachine' ? machineText : humanText, file };
  });

  async function guarded(place: string, lostObjects: number, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      o.onError({ place, error, lostObjects });
    }
  }

  function writeTo(
    { directory, render, file }: (typeof entries)[number],
    batch: TraceObjectBatch,
  ): Promise<void> | undefined {
    const written = file.append(render(batch));
    if (typeof written !== 'number')
      return guarded(directory, batch.length, async () => o.onWritten(await written));
    o.onWritten(written);
    return undefined;
  }

  return {
    write(batch) {
      if (batch.length === 0) return;
      const waiting = entries.map((entry) => writeTo(entry, batch)).filter((wait) => wait !== undefined);
      if (waiting.length > 0) return Promise.all(waiting).then(() => {});
    },
    async rotate(limits) {
      for (const { directory, file } of entries) await guarded(directory, 0, () => file.rotate(limits));
    },
    async close() {
      for (const { directory, file } of entries) await guarded(directory, 0, () => file.close());
    },
  };
}

/**
 * The forwarded text verbatim, each line ended by LF. (cardano-tracer puts a line break before each line instead,
 * so that its files start with an empty line and end inside one: cardano-node issue 3955.)
 */
function machineText(batch: TraceObjectBatch): Uint8Array {
  return batch.machineLines;
}

/** The human text where the node sent one, else the machine line. */
function humanText(batch: TraceObjectBatch): Uint8Array {
  let text = '';
  for (const object of batch.objects()) text += `${object.toHuman ?? object.toMachine}\n`;
  return Buffer.from(text);
}
