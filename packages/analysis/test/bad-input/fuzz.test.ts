import { test } from 'node:test';
import { fuzzLogs } from './fuzz-logs.ts';

test('2,000 mutations of logs: an answer to each, every line counted, no value that is none', (t) =>
  fuzzLogs(2_000, (text) => t.diagnostic(text)));
