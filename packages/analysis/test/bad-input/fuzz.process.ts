import { test } from 'node:test';
import { fuzzLogs } from './fuzz-logs.ts';

test('20,000 mutations of logs: an answer to each, every line counted, no value that is none', (t) =>
  fuzzLogs(20_000, (text) => t.diagnostic(text)));
