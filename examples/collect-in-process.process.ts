import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTracing, defineMessage, parseTraceConfig } from '@slotbench/tracing';

const message = (severity: 'Info' | 'Warning') =>
  defineMessage<{ text: string }>({
    namespace: `Example.${severity}`,
    severity,
    forMachine: (data) => data,
    doc: 'A line of the example.',
  });

test('the example prints the warnings of a node, and ends at SIGTERM', async () => {
  const root = mkdtempSync(join(tmpdir(), 'slotbench-example-'));
  const program = join(import.meta.dirname, 'collect-in-process.ts');
  const child = spawn(process.execPath, ['--conditions=source', program, join(root, 's')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (piece) => {
    out += piece;
  });
  const until = async (text: string) => {
    for (let n = 0; !out.includes(text); n++) {
      assert(n < 500, `not within 10 s: ${text}`);
      await sleep(20);
    }
  };
  try {
    await until('nodes connect at');
    const config = {
      TraceOptions: { '': { severity: 'Info', backends: ['Forwarder'] } },
      TraceOptionNodeName: 'node-0',
    };
    const tracing = createTracing(parseTraceConfig(config), {});
    tracing.tracer(message('Info'))({ text: 'not shown' });
    tracing.tracer(message('Warning'))({ text: 'shown' });
    tracing.startForwarding({ kind: 'unix', path: join(root, 's') }, { magic: 42 });
    await until('node-0: {');
    await tracing.close();
    await until('node-0 is gone');
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
    assert(out.includes('"text":"shown"'), out);
    assert(!out.includes('not shown'), out);
  } finally {
    child.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  }
});
