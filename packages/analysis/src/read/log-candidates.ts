import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { LogSource } from '../results.ts';
import { isDirectory } from './is-directory.ts';
import { compareNames, hostOfFile, isForPeople, isRotated, isStdout } from './log-names.ts';

/** A file that by its name is a log of `host`; whether it can be read is not known yet. */
export interface LogCandidate {
  readonly host: string;
  readonly path: string;
  /** Relative to the run. */
  readonly name: string;
  /** Files of one kind follow each other; files of different kinds hold the same lines. */
  readonly kind: 'rotated' | 'stdout' | 'whole';
}

export interface Candidates {
  readonly files: readonly LogCandidate[];
  /** Logs that are written for people: they hold nothing that could be analysed. */
  readonly forPeople: readonly string[];
  /** Names of directories that could not be listed, with the reason. */
  readonly closed: readonly { readonly name: string; readonly why: string }[];
  /** Logs of programs that are no node. */
  readonly notNodes: readonly string[];
}

/** Programs that forward traces and are no node of the cluster. */
const NOT_A_NODE = new Set(['generator', 'explorer']);
/** Folders of a run that hold no log of a node. */
const NOT_LOGS = new Set([
  'analysis',
  'flag',
  'genesis',
  'healthcheck',
  'profile',
  'supervisor',
  'tracer',
  'workloads',
]);
/** A collector on a cluster lies at `tracer/TASK/logs/HOST`. */
const DEEPEST = 3;

/** What may be a log in `runDir`, by names alone; hosts are the names of directories or files. */
export function logCandidates(runDir: string, source: LogSource): Candidates {
  const search = new Search(runDir);
  if (source === 'tracer') search.collector(join(runDir, 'tracer'), 0);
  if (source === 'stdout') search.nodes();
  if (source === 'folder') search.folder();
  return search;
}

class Search implements Candidates {
  readonly files: LogCandidate[] = [];
  readonly forPeople: string[] = [];
  readonly closed: { name: string; why: string }[] = [];
  readonly notNodes: string[] = [];
  readonly #runDir: string;

  constructor(runDir: string) {
    this.#runDir = runDir;
  }

  /** `tracer/HOST/node-TIME.json` of our collector, `tracer/logs/HOST/…` and `tracer/TASK/logs/HOST/…` of upstream's. */
  collector(dir: string, depth: number): void {
    const names = this.#names(dir);
    if (depth > 0) this.#takeRotated(dir, names);
    if (depth === DEEPEST) return;
    for (const name of names)
      if (!isRotated(name) && isDirectory(join(dir, name))) this.collector(join(dir, name), depth + 1);
  }

  /** `node-N/stdout`, and the files that a node of the legacy system writes beside it. */
  nodes(): void {
    for (const host of this.#names(this.#runDir)) if (/^node-\d+$/.test(host)) this.#host(host, host);
    // Without any output of a node it is the log root of a collector.
    if (!this.files.some((file) => file.kind === 'stdout')) this.files.length = 0;
  }

  /** `logs/HOST.jsonl`, `HOST.jsonl`, `HOST/…`, `logs/HOST/…`, and what upstream's analysis kept of the logs. */
  folder(): void {
    for (const sub of ['logs', '']) {
      const names = this.#names(join(this.#runDir, sub));
      const extensions = sub === '' ? ['jsonl'] : ['jsonl', 'json', 'log'];
      for (const name of names) {
        const host = hostOfFile(name, extensions);
        if (sub === '' && (NOT_LOGS.has(name) || name === 'logs')) continue;
        if (host === undefined || isDirectory(join(this.#runDir, sub, name)))
          this.#host(name, join(sub, name));
        else this.#add({ host, kind: 'whole', path: join(this.#runDir, sub, name) });
      }
      if (this.files.length > 0) return;
    }
    for (const name of this.#names(join(this.#runDir, 'analysis'))) {
      const host = /^logs-(.+)\.flt\.json(\.gz|\.zst)?$/.exec(name)?.[1];
      if (host !== undefined) this.#add({ host, kind: 'whole', path: join(this.#runDir, 'analysis', name) });
    }
  }

  /** All that one node left in its directory. */
  #host(host: string, dir: string): void {
    const path = join(this.#runDir, dir);
    if (!isDirectory(path)) return;
    for (const sub of [path, join(path, 'logs')]) {
      const names = this.#names(sub);
      this.#takeRotated(sub, names, host);
      for (const name of names) {
        if (isStdout(name)) this.#add({ host, kind: 'stdout', path: join(sub, name) });
        else if (hostOfFile(name, ['jsonl']) !== undefined)
          this.#add({ host, kind: 'whole', path: join(sub, name) });
      }
    }
  }

  #takeRotated(dir: string, names: readonly string[], named?: string): void {
    const parts = relative(this.#runDir, dir).split('/');
    const host = named ?? (parts.at(-1) === 'logs' ? parts.at(-2)! : parts.at(-1)!);
    for (const name of names) {
      const path = join(dir, name);
      if (isRotated(name)) this.#add({ host, kind: 'rotated', path });
      else if (isForPeople(name)) this.forPeople.push(relative(this.#runDir, path));
    }
  }

  #add(file: Omit<LogCandidate, 'name'>): void {
    const name = relative(this.#runDir, file.path);
    // The generator's transactions are no log.
    if (NOT_A_NODE.has(file.host)) {
      if (file.kind !== 'whole') this.notNodes.push(name);
    } else this.files.push({ ...file, name });
  }

  /** Names in a directory in natural order; none where it does not exist. */
  #names(dir: string): string[] {
    try {
      return readdirSync(dir).sort(compareNames);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTDIR')
        this.closed.push({ name: relative(this.#runDir, dir), why: code ?? String(error) });
      return [];
    }
  }
}
