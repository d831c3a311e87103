import { rmSync } from 'node:fs';
import type { Clock } from '../clock.ts';
import type { ByteSink } from '../sink/byte-sink.ts';
import type { Rotation } from './legacy-config.ts';
import { isFile, type LogFile, type LogFiles, stampedFiles, stampedPath, stampOf } from './log-files.ts';
import type { LogTime } from './log-object.ts';
import type { ScribeOutput } from './scribe-output.ts';

/** Old files are looked for at most this often. */
const CLEAN_UP_SECONDS = 10;
const MOST_FILES = 99;

/**
 * The file of one scribe that starts a new one when it is full or old. Its rules are the library's, its traps included: the
 * limit counts characters, the age is that of the objects, and two changes within one second lose the first file's lines.
 */
export class RotatingFile {
  readonly #path: string;
  readonly #rotation: Rotation;
  readonly #files: LogFiles;
  readonly #clock: Clock;
  readonly #fallback: ByteSink;
  #file: LogFile | undefined;
  #remaining = 0;
  /** Seconds since 1970: an object of later time ends the file. */
  #endsAt = 0;
  #cleanedAt = Number.NEGATIVE_INFINITY;

  /** `fallback` takes the lines while no file can be opened. */
  constructor(path: string, rotation: Rotation, o: { files: LogFiles; clock: Clock; fallback: ByteSink }) {
    this.#path = path;
    this.#rotation = rotation;
    this.#files = o.files;
    this.#clock = o.clock;
    this.#fallback = o.fallback;
    this.#files.makeFolder(path, 'cannot log prefix directory');
    this.#start();
  }

  get sink(): ByteSink {
    return this.#file?.sink ?? this.#fallback;
  }

  /** Counts a line that was appended to the output, and moves the output to a new file if it was the last of this one. */
  lineDone(output: ScribeOutput, characters: number, time: LogTime): void {
    this.#cleanUp();
    this.#remaining -= characters;
    const left = this.#endsAt - time.seconds - time.picoseconds / 1e12;
    // Rounded to whole seconds, half to even, before it is compared with 0.
    if (this.#remaining >= 0 && left >= -0.5) return;
    output.flush();
    this.close();
    this.#startNew();
    output.moveTo(this.sink);
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  /** Goes on with the last file unless it is too old. */
  #start(): void {
    const last = stampedFiles(this.#path).at(-1);
    const openedAt = last === undefined ? undefined : stampOf(last);
    this.#clock.read();
    const maxAge = this.#rotation.maxAgeHours * 3600;
    if (last === undefined || openedAt === undefined || this.#clock.seconds - openedAt > maxAge) {
      this.#startNew();
      return;
    }
    this.#file = this.#files.open(last, 'a', last);
    this.#remaining = this.#rotation.limitBytes - (this.#file?.sizeBytes ?? 0);
    this.#endsAt = openedAt + maxAge;
  }

  #startNew(): void {
    this.#clock.read();
    const { seconds, nanoseconds } = this.#clock;
    const path = stampedPath(this.#path, seconds);
    this.#file = this.#files.open(path, 'w', path);
    if (this.#file !== undefined) this.#files.link(this.#path, path);
    this.#remaining = this.#rotation.limitBytes;
    this.#endsAt = seconds + nanoseconds / 1e9 + this.#rotation.maxAgeHours * 3600;
  }

  #cleanUp(): void {
    this.#clock.read();
    const { seconds } = this.#clock;
    if (seconds - this.#cleanedAt < CLEAN_UP_SECONDS) return;
    this.#cleanedAt = seconds;
    const keep = Math.min(MOST_FILES, Math.max(1, this.#rotation.keepFiles));
    for (const file of stampedFiles(this.#path).slice(0, -keep))
      if (isFile(file)) rmSync(file, { force: true });
  }
}
