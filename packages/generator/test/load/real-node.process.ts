/** `slotbench load` on the socket of an embedded node: the programs as a user has them. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createGenesis } from '@slotbench/ledger';
import { resolveProfile } from '@slotbench/profiles';

const nodeProgram = fileURLToPath(import.meta.resolve('@slotbench/node/program'));
const loadProgram = fileURLToPath(import.meta.resolve('@slotbench/generator/load'));

function start(program: string, args: readonly string[]) {
  const child = spawn(process.execPath, ['--conditions=source', program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part) => {
      text += part;
    });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, ended, said: () => text };
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

test('a load finds its funds by query, ends, and another one goes on with its coins', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sbl-'));
  const write = (name: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text, { mode });
  };
  const profile = resolveProfile('quick', {
    overlay: {
      composition: { n_singular_hosts: 1 },
      // A block in every slot, and coins that cannot be rolled back after five.
      genesis: { slot_duration: 0.1, active_slots_coeff: 1, parameter_k: 5, epoch_length: 600 },
    },
  });
  const systemStart = new Date(Math.ceil(Date.now() / 1000 + 1) * 1000);
  for (const [path, { text, mode }] of createGenesis({ profile, systemStart, random: randomBytes }))
    write(`genesis/${path}`, text, mode);
  write(
    'config.json',
    JSON.stringify({
      ShelleyGenesisFile: 'genesis/genesis.shelley.json',
      AlonzoGenesisFile: 'genesis/genesis.alonzo.json',
      ConwayGenesisFile: 'genesis/genesis.conway.json',
      TraceOptions: { '': { severity: 'Warning', backends: ['Stdout MachineFormat'] } },
    }),
  );
  write('topology.json', JSON.stringify({ localRoots: [], publicRoots: [] }));
  const at = (name: string) => join(folder, name);
  const pool = (name: string) => at(`genesis/pools-keys/pool1/${name}`);
  const node = start(nodeProgram, [
    ...['run', '--config', at('config.json'), '--topology', at('topology.json')],
    ...['--database-path', at('db'), '--socket-path', at('node.socket'), '--port', '0'],
    ...['--shelley-vrf-key', pool('vrf.skey'), '--shelley-kes-key', pool('kes.skey')],
    ...['--shelley-operational-certificate', pool('opcert.cert')],
  ]);
  try {
    for (let n = 0; !existsSync(at('node.socket')); n++) {
      assert.ok(n < 400, `no socket: ${node.said()}`);
      await sleep(50);
    }
    const args = (out: string, magic: number) => [
      ...['--target', at('node.socket'), '--key', at('genesis/utxo-keys/utxo1/utxo.skey')],
      ...['--magic', String(magic), '--tps', '20', '--count', '30', '--coins', '10', '--out', at(out)],
    ];
    const summaryOf = (out: string) =>
      JSON.parse(
        readFileSync(at(`${out}/transactions.jsonl`), 'utf8')
          .trimEnd()
          .split('\n')
          .at(-1)!,
      ).summary;
    for (const [out, splits] of [
      ['first', 1],
      ['second', 0],
    ] as const) {
      const load = start(loadProgram, args(out, 42));
      assert.equal(await load.ended, 0, load.said());
      const { confirmed, refused, splitTransactions } = summaryOf(out);
      assert.deepEqual(
        { confirmed, refused, splitTransactions },
        { confirmed: 30, refused: 0, splitTransactions: splits },
      );
      await sleep(800); // what it left is beyond k blocks then
    }
    const stranger = start(loadProgram, args('third', 43));
    assert.notEqual(await stranger.ended, 0);
    assert.match(stranger.said(), /magic|refused/i);
  } finally {
    await stop(node.child, node.ended);
    rmSync(folder, { recursive: true });
  }
});
