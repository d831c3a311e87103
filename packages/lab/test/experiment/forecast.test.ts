import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forecast, historyOfRuns } from '../../src/index.ts';
import { fakeRuns, runsFolder } from '../comparison/runs-folder.ts';
import { standInDesign } from './stand-in.ts';

test('before the first run the history says what the planned runs could not decide, and what could', async (t) => {
  const runsDir = runsFolder(t, fakeRuns('a', 5));
  const { runs, definitions } = await historyOfRuns({ runsDir, names: ['a-1,a-2,a-3,a-4,a-5'], labels: [] });
  const history = runs.map(({ record }) => record);
  const say = (rest: Readonly<Record<string, unknown>>, machine = 'two cores') =>
    forecast({ design: standInDesign({ headline: ['rss'], ...rest }), machine, history, definitions }).join(
      '\n',
    );
  assert.match(
    say({}),
    /the planned runs say so in four of five cases \(from 5 earlier runs, 4 degrees of freedom\)/,
  );
  const few = say({ runs: 3, margin: '1%' });
  assert.match(
    few,
    /rss: a margin of 1 % stays undecided in \d+ of 100 cases; these runs decide [\d.]+ %, it takes \d+ a side/,
  );
  assert.match(say({ runs: 3, margin: { rss: '1%' } }), /rss: a margin of 1 %/);
  assert.match(
    say({}, 'four cores'),
    /nothing says yet how much runs of quick vary here: the history has none of this machine/,
  );
});
