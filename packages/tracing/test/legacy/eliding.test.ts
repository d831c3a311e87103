import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Elision, type ElisionRule, elide } from '../../src/legacy/eliding.ts';
import { chainDbRule } from '../../src/legacy/elision-rules.ts';
import { needsRecordings, recording } from './recorded.ts';

interface Recorded {
  n: number;
  class: number;
  elide: boolean;
  variant: 'count' | 'every5' | 'timed' | 'keep' | 'never';
}

interface Step {
  clockNs: number;
  event: Recorded;
  stateCount: number;
  stateHeld: number | null;
  traced: { content: { kind: string; message?: string; name?: string; value?: { contents: number } } }[];
}

const rule = (nowNs: number): ElisionRule<Recorded> => ({
  elides: (event) => event.elide,
  isLike: (a, b) => a.class === b.class,
  proceed: ({ variant }, count) => {
    switch (variant) {
      case 'count':
        return { count: count + 1, tell: false };
      case 'every5':
        return { count: count + 1, tell: count > 0 && count % 5 === 0 };
      case 'timed':
        return nowNs - count > 1.25e9 ? { count: nowNs, tell: true } : { count, tell: false };
      case 'keep':
        return { count, tell: false };
      case 'never':
        return undefined;
    }
  },
});

test('recorded sequences: what is told, what is held, the count', needsRecordings, () => {
  const { sequences } = recording<{ sequences: { id: string; steps: Step[] }[] }>('eliding.json');
  assert.equal(sequences.length, 9);
  for (const { id, steps } of sequences) {
    let state: Elision<Recorded> | undefined;
    for (const { clockNs, event, stateCount, stateHeld, traced } of steps) {
      const { next, report, tell } = elide(rule(clockNs), state, event);
      state = next;
      const told = [
        ...(report === undefined ? [] : [`before next, messages elided = ${report}`]),
        ...tell.map((e) => `${e.variant}:${e.class}#${e.n}`),
      ];
      const expected = traced.map(
        ({ content }) => content.message ?? `${content.name} = ${content.value!.contents}`,
      );
      assert.deepEqual(told, expected, `${id} ${event.n}`);
      assert.deepEqual(
        [state?.held.n ?? null, state?.count ?? 0],
        [stateHeld, stateCount],
        `${id} ${event.n}`,
      );
    }
  }
});

test('the chain database tells one extension in 1.25 s, and the clock at the end', () => {
  let state: Elision<Parameters<typeof chainDbRule.elides>[0]> | undefined;
  const told: string[] = [];
  const trace = (name: string, nowMs: number): void => {
    const result = elide(chainDbRule, state, {
      namespace: `ChainDB.AddBlockEvent.${name}`,
      nowNs: nowMs * 1e6,
    });
    state = result.next;
    if (result.report !== undefined) told.push(`elided ${result.report}`);
    for (const { namespace, nowNs } of result.tell)
      told.push(`${namespace.split('.').at(-1)} ${nowNs / 1e6}`);
  };
  trace('AddedBlockToQueue', 5000);
  trace('AddedToCurrentChain', 5001);
  trace('AddedBlockToQueue', 5500);
  trace('AddedToCurrentChain', 6000);
  trace('AddedToCurrentChain', 6251);
  trace('AddedToCurrentChain', 6252);
  trace('SwitchedToAFork', 7000);
  assert.deepEqual(told, [
    'AddedBlockToQueue 5000',
    'AddedToCurrentChain 5001',
    'AddedToCurrentChain 6252',
    'elided 6251999999',
    'AddedToCurrentChain 6252',
    'SwitchedToAFork 7000',
  ]);
});
