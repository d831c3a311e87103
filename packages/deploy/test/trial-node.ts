import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { guidePath } from './guide-steps.ts';

/** The guide's node to try things with, as a block producer, forwarding to `socket`. */
export async function startTrialNode(dir: string, socket: string): Promise<ChildProcess> {
  const cli = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url));
  const node = fileURLToPath(new URL('../../node/src/main.ts', import.meta.url));
  const genesis = [cli, 'genesis', 'quick', '--scale', 'hosts=1', '--output', join(dir, 'genesis')];
  const made = spawnSync(process.execPath, ['--conditions=source', ...genesis], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  const text = readFileSync(guidePath, 'utf8');
  for (const name of ['config.json', 'topology.json']) {
    const found = new RegExp(`cat > /etc/cardano/${name} <<'END'\n([\\s\\S]*?)\nEND`).exec(text);
    writeFileSync(join(dir, name), found![1]!);
  }
  const keys = join(dir, 'genesis/pools-keys/pool1');
  const args = [
    ...['run', '--config', 'config.json', '--topology', 'topology.json', '--database-path', 'db'],
    ...['--socket-path', 'node.socket', '--port', '0', '--tracer-socket-path-connect', socket],
    ...['--shelley-vrf-key', join(keys, 'vrf.skey'), '--shelley-kes-key', join(keys, 'kes.skey')],
    ...['--shelley-operational-certificate', join(keys, 'opcert.cert')],
  ];
  return spawn(process.execPath, ['--conditions=source', node, ...args], { cwd: dir, stdio: 'ignore' });
}
