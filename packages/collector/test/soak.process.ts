import { test } from 'node:test';
import { soak } from './soak.ts';

// A young process still compiles and sizes its heap in these seconds; `npm run soak` takes ten minutes and is stricter.
test('25 seconds of 52 nodes with 200 objects a second each: nothing lost, memory flat', () =>
  soak({ seconds: 25, growthMb: 20 }));
