import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMinuteReports } from '../src/minute-reports.ts';

test('trouble is told at once, then once a minute with its count, and the rest at the end', () => {
  const said: string[] = [];
  let nowMs = 0;
  const reports = createMinuteReports({ nowMs: () => nowMs, say: (line) => said.push(line) });
  for (; nowMs < 60_000; nowMs += 20_000) reports.add('/logs/a', 'ENOSPC', 10);
  assert.deepEqual(said, ['/logs/a: ENOSPC; 10 trace objects not written']);
  reports.add('/logs/a', 'EACCES', 1);
  assert.equal(said[1], '/logs/a: EACCES (3 times); 21 trace objects not written');
  reports.add('/logs/b', 'EIO', 2);
  assert.equal(said[2], '/logs/b: EIO; 2 trace objects not written');
  reports.add('/logs/b', 'EIO', 2);
  reports.flush();
  reports.flush();
  assert.equal(said.length, 4);
  assert.equal(said[3], '/logs/b: EIO; 2 trace objects not written');
});
