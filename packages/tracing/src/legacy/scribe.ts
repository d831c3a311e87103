import type { Clock } from '../clock.ts';
import type { ByteText } from '../format/byte-text.ts';
import { type ByteSink, fdSink } from '../sink/byte-sink.ts';
import type { ScribeDefinition } from './legacy-config.ts';
import type { LogFiles } from './log-files.ts';
import { type ProcessMark, writeJsonLine, writeTextLine } from './log-line.ts';
import type { LogObject } from './log-object.ts';
import { RotatingFile } from './rotating-file.ts';
import { ScribeOutput } from './scribe-output.ts';

/** One place where objects become lines. */
export interface Scribe {
  write(object: LogObject): void;
  flush(): void;
  close(): void;
  readonly lostLines: number;
  readonly failure: string | undefined;
}

export interface ScribeSurroundings {
  readonly clock: Clock;
  readonly mark: ProcessMark;
  readonly files: LogFiles;
  readonly stdout: ByteSink;
}

/** Opens a scribe. Throws what the system says if the folder of a rotating file cannot be read. */
export function openScribe(definition: ScribeDefinition, o: ScribeSurroundings): Scribe {
  switch (definition.kind) {
    case 'StdoutSK':
      return lineScribe(definition, o.stdout, o);
    case 'StderrSK':
      return lineScribe(definition, fdSink(2), o);
    case 'FileSK':
    case 'UserDefinedSK':
      return definition.rotation === undefined
        ? plainFileScribe(definition, o)
        : rotatingScribe(definition, o);
    default:
      return silentScribe;
  }
}

const silentScribe: Scribe = { write() {}, flush() {}, close() {}, lostLines: 0, failure: undefined };

/** The file begins anew. */
function plainFileScribe(definition: ScribeDefinition, o: ScribeSurroundings): Scribe {
  const path = definition.name;
  o.files.makeFolder(path, 'cannot create prefix directory');
  const file = o.files.open(path, 'w', `error while opening log: ${path}`);
  return lineScribe(definition, file?.sink ?? o.stdout, o, { close: () => file?.close() });
}

function rotatingScribe(definition: ScribeDefinition, o: ScribeSurroundings): Scribe {
  const file = new RotatingFile(definition.name, definition.rotation!, { ...o, fallback: o.stdout });
  return lineScribe(definition, file.sink, o, file);
}

function lineScribe(
  { format, kind }: ScribeDefinition,
  sink: ByteSink,
  { clock, mark }: ScribeSurroundings,
  file?: { lineDone?: RotatingFile['lineDone']; close(): void },
): Scribe {
  const output = new ScribeOutput(sink, clock);
  const { text } = output;
  const coloured = kind === 'StdoutSK' || kind === 'StderrSK';
  return {
    write(object) {
      if (!output.hasRoom()) return;
      const start = text.end;
      let written = false;
      try {
        written =
          format === 'ScJson' ? writeJsonLine(text, object, mark) : writeTextLine(text, object, coloured);
      } finally {
        if (!written) text.end = start; // no half of a line
      }
      if (!written) return;
      const characters = file?.lineDone === undefined ? 0 : countCharacters(text, start);
      output.lineDone();
      file?.lineDone?.(output, characters, object.time);
    },
    flush: () => output.flush(),
    close() {
      output.close();
      file?.close();
    },
    get lostLines() {
      return output.lostLines;
    },
    get failure() {
      return output.failure;
    },
  };
}

/** Code points from byte `start` to the newline at the end. */
function countCharacters(text: ByteText, start: number): number {
  let count = 0;
  for (let i = start; i < text.end - 1; i++) if ((text.bytes[i]! & 0xc0) !== 0x80) count++;
  return count;
}
