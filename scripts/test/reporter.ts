import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';
import type { Outcome } from './outcome.ts';

/** One JSON line an outcome: what `test.ts` collects from the processes that it starts. */
export default async function* reporter(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    const outcome = outcomeOf(event);
    if (outcome !== undefined) yield `${JSON.stringify(outcome)}\n`;
  }
}

function outcomeOf(event: TestEvent): Outcome | undefined {
  if (event.type !== 'test:pass' && event.type !== 'test:fail') return undefined;
  const { name, nesting, details, file } = event.data;
  const common = { name, file, ms: details.duration_ms, nested: nesting > 0 };
  if (event.type === 'test:fail') {
    const { error } = event.data.details;
    if (isOnlyBecauseOfSubtests(error)) return undefined;
    const cause = error.cause ?? error;
    const text = cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause);
    return { ...common, kind: 'failed', line: event.data.line, text };
  }
  if (details.type === 'suite') return { ...common, kind: 'suite' };
  const { skip } = event.data;
  if (skip === undefined || skip === false) return { ...common, kind: 'passed' };
  return { ...common, kind: 'skipped', reason: typeof skip === 'string' ? skip : 'no reason given' };
}

function isOnlyBecauseOfSubtests(error: unknown): boolean {
  return error instanceof Error && 'failureType' in error && error.failureType === 'subtestsFailed';
}
