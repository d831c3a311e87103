/**
 * The process that runs tests over mutants, one after the other: for each it loads the package and its tests afresh under
 * URLs of their own (`?mutant=N`), with a `node:test` that stops at the first failure. A process a mutant costs ten times as
 * much. Parent and child speak over IPC: a `Trial` comes, `{ survived }` goes.
 */
import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';

/** `of`: file URL of the mutated module; `within`: URL prefix of what is loaded afresh; `tests`: URLs of test files. */
export interface Trial {
  readonly of: string;
  readonly text: string;
  readonly within: string;
  readonly tests: readonly string[];
}

interface Context {
  after(work: () => unknown): void;
  test(name: string, ...rest: unknown[]): Promise<void>;
  diagnostic(text: string): void;
  readonly name: string;
}

type Body = (context: Context) => unknown;

/** What the test files import in place of `node:test`. */
interface Collector {
  readonly found: { name: string; body: Body }[];
  readonly afterAll: (() => unknown)[];
}

let trial: Trial | undefined;
let collector: Collector = { found: [], afterAll: [] };
let escaped: unknown;
const stripped = new Map<string, string>();
const shim = 'slotbench:test';

Object.assign(globalThis, {
  slotbenchTest: {
    test: (name: string, ...rest: unknown[]) => {
      if (!skipped(rest)) collector.found.push({ name, body: bodyOf(rest) });
    },
    after: (work: () => unknown) => collector.afterAll.push(work),
  },
});

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'node:test' && context.parentURL?.includes('?mutant='))
      return { url: shim, shortCircuit: true };
    const resolved = next(specifier, context);
    const number = /\?mutant=\d+$/.exec(context.parentURL ?? '')?.[0];
    const fresh = number !== undefined && trial !== undefined && resolved.url.startsWith(trial.within);
    return fresh && !resolved.url.includes('?') ? { ...resolved, url: resolved.url + number } : resolved;
  },
  load(url, context, next) {
    if (url === shim)
      return {
        format: 'module',
        source: 'export const { test, after } = globalThis.slotbenchTest; export default test;',
        shortCircuit: true,
      };
    const [file, query] = url.split('?');
    if (!query?.startsWith('mutant=') || !file!.endsWith('.ts')) return next(url, context);
    const source = trial !== undefined && file === trial.of ? trial.text : codeOf(file!);
    return { format: 'module', source, shortCircuit: true };
  },
});

for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, (error) => {
    escaped = error;
  });
process.on('disconnect', () => process.exit());
let number = 0;
process.on('message', async (asked: Trial) => {
  trial = asked;
  number++;
  process.send!({ survived: await survives(asked.tests) });
});

async function survives(tests: readonly string[]): Promise<boolean> {
  escaped = undefined;
  try {
    for (const url of tests) {
      collector = { found: [], afterAll: [] };
      await import(`${url}?mutant=${number}`);
      const { found, afterAll } = collector;
      for (const { name, body } of found) await runTest(name, body);
      for (const work of afterAll) await work();
    }
    // What a test leaves to fail later has its turn before the next mutant.
    await new Promise((resolve) => setImmediate(resolve));
  } catch {
    return false;
  }
  return escaped === undefined;
}

async function runTest(name: string, body: Body): Promise<void> {
  const cleanups: (() => unknown)[] = [];
  const context: Context = {
    name,
    after: (work) => void cleanups.push(work),
    test: async (inner, ...rest) => {
      if (!skipped(rest)) await runTest(inner, bodyOf(rest));
    },
    diagnostic: () => {},
  };
  try {
    await body(context);
    if (escaped !== undefined) throw escaped;
  } finally {
    for (const work of cleanups) await work();
  }
}

function bodyOf(rest: readonly unknown[]): Body {
  return rest.find((part) => typeof part === 'function') as Body;
}

function skipped(rest: readonly unknown[]): boolean {
  return rest.some(
    (part) =>
      typeof part === 'object' &&
      part !== null &&
      'skip' in part &&
      part.skip !== false &&
      part.skip !== undefined,
  );
}

function codeOf(file: string): string {
  let code = stripped.get(file);
  if (code === undefined) {
    code = stripTypeScriptTypes(readFileSync(fileURLToPath(file), 'utf8'));
    stripped.set(file, code);
  }
  return code;
}
