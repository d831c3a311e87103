import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';

interface Skip {
  readonly name: string;
  readonly reason: string;
}

/** Prints failures where they happen and, at the end, the counts with every skipped test and its reason. */
export default async function* reporter(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const skipped: Skip[] = [];
  let passed = 0;
  let failed = 0;
  const started = performance.now();
  for await (const event of events) {
    if (event.type === 'test:pass') {
      if (event.data.details.type === 'suite') continue;
      if (event.data.skip !== undefined && event.data.skip !== false) skipped.push(skipOf(event.data));
      else passed++;
    } else if (event.type === 'test:fail') {
      if (isOnlyBecauseOfSubtests(event.data.details.error)) continue;
      failed++;
      yield failure(event.data);
    } else if (event.type === 'test:stderr') {
      yield event.data.message;
    } else if (event.type === 'test:stdout') {
      yield event.data.message;
    }
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  yield `  ${passed} passed, ${failed} failed, ${skipped.length} skipped in ${seconds} s\n`;
  for (const line of skipLines(skipped)) yield line;
}

function skipOf(data: { name: string; skip?: string | boolean }): Skip {
  return { name: data.name, reason: typeof data.skip === 'string' ? data.skip : 'no reason given' };
}

/** One line a reason, because a missing folder or program skips many tests at once. */
function* skipLines(skipped: readonly Skip[]): Generator<string> {
  const byReason = Map.groupBy(skipped, (skip) => skip.reason);
  for (const [reason, skips] of byReason) {
    const names = skips.slice(0, 3).map((skip) => skip.name);
    const more = skips.length > 3 ? ` and ${skips.length - 3} more` : '';
    yield `  skipped: ${reason}: ${names.join('; ')}${more}\n`;
  }
}

function isOnlyBecauseOfSubtests(error: unknown): boolean {
  return error instanceof Error && 'failureType' in error && error.failureType === 'subtestsFailed';
}

function failure(data: { name: string; file?: string; line?: number; details: { error: Error } }): string {
  const { error } = data.details;
  const cause = error.cause ?? error;
  const place = data.file === undefined ? '' : ` (${relative(process.cwd(), data.file)}:${data.line ?? 0})`;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause);
  return `  FAIL ${data.name}${place}\n${text.replace(/^/gm, '    ')}\n`;
}
