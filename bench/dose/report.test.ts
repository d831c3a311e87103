import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomFrom } from '../analysis/random.ts';
import { type DoseId, doseOf, drawLabels, LADDER, PAIRS } from './ladder.ts';
import { describeLadder, falseAlarms, openLabels, type Sealed } from './report.ts';

const ids = LADDER.map(({ id }) => id as DoseId);
const addedMs = Object.fromEntries(ids.map((id) => [id, doseOf(id, 50).addedMs])) as Record<DoseId, number>;

test('twenty pairs of seven targets are named, none twice', () => {
  assert.equal(PAIRS.length, 20);
  assert.equal(new Set(PAIRS.map(({ dose, metric }) => `${dose} ${metric}`)).size, 20);
  assert.deepEqual(new Set(PAIRS.map(({ dose }) => dose)), new Set(ids));
});

test('a dose is a share of the base’s own median, one link, or a leak', () => {
  assert.deepEqual(addedMs, { none: 0, '2 %': 1, '5 %': 2.5, '10 %': 5, '20 %': 10, link: 0, leak: 0 });
  assert.deepEqual(doseOf('20 %', 50).overlay, { node: { verbatim: { SlotbenchDose: { forgingMs: 10 } } } });
});

test('labels are drawn from the seed: every dose once, another order for another seed', () => {
  const draw = (seed: number) => [...drawLabels(randomFrom(seed).next)];
  assert.deepEqual(draw(1), draw(1));
  assert.deepEqual(
    draw(1)
      .map(([, id]) => id)
      .sort(),
    [...ids].sort(),
  );
  assert.notDeepEqual(draw(1), draw(2));
});

/** Comparisons as they would be if every estimate were the truth, `reach` wide on either side. */
function sealedAround(labels: ReadonlyMap<string, DoseId>, o: { reach: number; bias: number }): Sealed[] {
  return [...labels].map(([label, dose]) => ({
    label,
    metrics: ['forgerForge', 'forgerAnnounceCum', 'adoption0.50', 'cpu', 'rss'].map((id) => {
      const truth = ['cpu', 'rss'].includes(id) ? 0 : addedMs[dose] / 1000;
      const estimate = truth + o.bias;
      return {
        id,
        verdict: 'undecided' as const,
        changed: estimate > o.reach,
        difference: { estimate, low: estimate - o.reach, high: estimate + o.reach },
        ratio: 1 + estimate,
      };
    }),
  }));
}

test('intervals around the truth cover it, biased ones do not', () => {
  const labels = drawLabels(randomFrom(3).next);
  assert.equal(openLabels(sealedAround(labels, { reach: 0.001, bias: 0 }), labels, addedMs).covered, 20);
  assert.equal(openLabels(sealedAround(labels, { reach: 0.001, bias: 0.002 }), labels, addedMs).covered, 0);
  const without = openLabels([], labels, addedMs);
  assert.equal(without.covered, 0);
});

test('the report prints a detection line for each dose and metric, and a line for each pair', () => {
  const labels = drawLabels(randomFrom(3).next);
  const report = openLabels(sealedAround(labels, { reach: 0.001, bias: 0 }), labels, addedMs);
  const alarms = falseAlarms({ rss: [1, 2, 3, 4] }, { size: 2, splits: 10, random: randomFrom(1).next });
  const text = describeLadder(report, alarms).join('\n');
  assert.equal(text.match(/covered$/gm)?.length, 20);
  assert.match(text, /20 of 20 intervals cover the truth/);
  assert.match(text, /20 % {3}forgerForge/);
});

test('one run a side alarms nobody', () => {
  const alarms = falseAlarms({ rss: [1, 2] }, { size: 1, splits: 10, random: randomFrom(1).next });
  assert.deepEqual([alarms.perMetric, alarms.any], [{}, 0]);
});

test('splits of runs without a change alarm at about 5 %; a drift shows in the halves', () => {
  const random = randomFrom(9).next;
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let total = 0;
  for (let i = 0; i < 20; i++) {
    const steady = Array.from({ length: 24 }, () => Math.exp(0.03 * normal()));
    total += falseAlarms({ rss: steady }, { size: 6, splits: 200, random }).perMetric.rss!;
  }
  assert.ok(total / 20 > 0.02 && total / 20 < 0.08, `${total / 20}`);
  const drifting = Array.from({ length: 24 }, (_, i) => Math.exp(0.01 * normal() + 0.01 * i));
  assert.ok(falseAlarms({ rss: drifting }, { size: 6, splits: 10, random }).halves.rss! < 0.001);
});
