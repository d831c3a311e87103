import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { LogSource } from '../results.ts';
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
export async function logCandidates(runDir: string, source: LogSource): Promise<Candidates> {
  const search = new Search(runDir);
  if (source === 'tracer') await search.collector(join(runDir, 'tracer'), 0);
  if (source === 'stdout') await search.nodes();
  if (source === 'folder') await search.folder();
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
  async collector(dir: string, depth: number): Promise<void> {
    const names = await this.#names(dir);
    if (depth > 0) this.#takeRotated(dir, names);
    if (depth === DEEPEST) return;
    for (const name of names)
      if (!isRotated(name) && (await isDirectory(join(dir, name))))
        await this.collector(join(dir, name), depth + 1);
  }

  /** `node-N/stdout`, and the files that a node of the legacy system writes beside it. */
  async nodes(): Promise<void> {
    for (const host of await this.#names(this.#runDir))
      if (/^node-\d+$/.test(host)) await this.#host(host, host);
    // Without any output of a node it is the log root of a collector.
    if (!this.files.some((file) => file.kind === 'stdout')) this.files.length = 0;
  }

  /** `logs/HOST.jsonl`, `HOST.jsonl`, `HOST/…`, `logs/HOST/…`, and what upstream's analysis kept of the logs. */
  async folder(): Promise<void> {
    for (const sub of ['logs', '']) {
      const names = await this.#names(join(this.#runDir, sub));
      const extensions = sub === '' ? ['jsonl'] : ['jsonl', 'json', 'log'];
      for (const name of names) {
        const host = hostOfFile(name, extensions);
        if (sub === '' && (NOT_LOGS.has(name) || name === 'logs')) continue;
        if (host === undefined || (await isDirectory(join(this.#runDir, sub, name))))
          await this.#host(name, join(sub, name));
        else this.#add({ host, kind: 'whole', path: join(this.#runDir, sub, name) });
      }
      if (this.files.length > 0) return;
    }
    for (const name of await this.#names(join(this.#runDir, 'analysis'))) {
      const host = /^logs-(.+)\.flt\.json(\.gz|\.zst)?$/.exec(name)?.[1];
      if (host !== undefined) this.#add({ host, kind: 'whole', path: join(this.#runDir, 'analysis', name) });
    }
  }

  /** All that one node left in its directory. */
  async #host(host: string, dir: string): Promise<void> {
    const path = join(this.#runDir, dir);
    if (!(await isDirectory(path))) return;
    for (const sub of [path, join(path, 'logs')]) {
      const names = await this.#names(sub);
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
  async #names(dir: string): Promise<string[]> {
    try {
      return (await readdir(dir)).sort(compareNames);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTDIR')
        this.closed.push({ name: relative(this.#runDir, dir), why: code ?? String(error) });
      return [];
    }
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
