import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectForwarder, parseAddress, type TraceObject } from '@slotbench/wire';

test('the example prints the lines of a node, says who comes and goes, and ends at SIGTERM', async () => {
  const root = mkdtempSync(join(tmpdir(), 'slotbench-example-'));
  const path = join(root, 's');
  const program = join(import.meta.dirname, 'tail-nodes.ts');
  const child = spawn(process.execPath, ['--conditions=source', program, path, '7'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (piece) => {
    said.out += piece;
  });
  child.stderr.on('data', (piece) => {
    said.err += piece;
  });
  const until = async (stream: 'out' | 'err', text: string) => {
    for (let n = 0; !said[stream].includes(text); n++) {
      assert(n < 500, `not within 10 s: ${text}, but ${said.out}${said.err}`);
      await sleep(20);
    }
  };
  try {
    await until('err', 'nodes forward to');
    const queue = [1, 2].map((n) => objectOf(`{"n":${n}}`));
    const stop = new AbortController();
    const forwarding = connectForwarder(parseAddress(path), {
      magic: 7,
      signal: stop.signal,
      source: {
        takeObjects: (max) => queue.splice(0, max),
        untilObjects: (signal) =>
          new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
        metrics: () => [],
        dataPoint: (name) => (name === 'NodeInfo' ? '{"niName":"node-7"}' : undefined),
      },
    });
    await until('err', 'node-7 is here');
    await until('out', '{"n":2}\n');
    stop.abort();
    await forwarding;
    await until('err', 'node-7 is gone: eof');
    assert.equal(said.out, '{"n":1}\n{"n":2}\n');
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  } finally {
    child.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  }
});

function objectOf(line: string): TraceObject {
  return {
    toHuman: undefined,
    toMachine: line,
    toNamespace: ['Example'],
    toSeverity: 1,
    toDetails: 1,
    toTimestamp: { seconds: 1_784_810_096, picoseconds: 0 },
    toHostname: 'host',
    toThreadId: '1',
  };
}
