import { existsSync, readdirSync } from 'node:fs';
import { localBackend } from '../../src/backend/local.ts';
import { processesIn } from '../stand-in-run.ts';
import { testCompliance } from './compliance.ts';

testCompliance('local', {
  skip: existsSync('/proc/self/stat') ? false : 'left-over processes are found through /proc',
  open: async ({ tmp }) => localBackend(tmp),
  left: async (place) => [...processesIn(place), ...readdirSync(place.tmp)],
});
