import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packSystem } from '../../../scripts/pack-system.ts';
import { guideSteps } from './guide-steps.ts';
import { bootMachine, type Machine, type Ran } from './machine/machine.ts';
import { createNetwork, type Network } from './machine/network.ts';

/** The two hosts of the guide, as far as its reader has come. */
export interface SetUp {
  /** The host of the node. */
  readonly node: Machine;
  /** The host of the collector. */
  readonly collector: Machine;
  readonly network: Network;
  /** What each block of the guide printed, by its line in the page. */
  readonly printed: ReadonlyMap<number, string>;
  remove(): Promise<void>;
}

/** Follows the guide on two fresh machines, as it stands, to the end of its last step. */
export async function followGuide(): Promise<SetUp> {
  const folder = mkdtempSync(join(tmpdir(), 'slotbench-guide-'));
  const { archive } = packSystem(folder, { node: process.execPath, level: 1 });
  const [node, collector] = await Promise.all([bootMachine('relay-1'), bootMachine('logs')]);
  const network = createNetwork();
  const remove = async (): Promise<void> => {
    await Promise.all([node.remove(), collector.remove()]);
    network.remove();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    network.attach(node);
    const address = network.attach(collector);
    ok(node.run(`echo '${address} logs.example.org' >> /etc/hosts`));
    for (const { pid } of [node, collector])
      for (const file of [archive, `${archive}.sha256`])
        cpSync(file, join(`/proc/${pid}/root/srv`, basename(file)));
    const printed = await typeGuide({ node, collector });
    return { node, collector, network, printed, remove };
  } catch (error) {
    const journals = [node, collector].map(
      ({ name, run }) => `${name}:\n${run('journalctl -n 25 -o cat --no-pager').stdout}`,
    );
    await remove();
    throw new Error(`${(error as Error).message}\n${journals.join('\n')}`, { cause: error });
  }
}

/** Types what the guide says; `key` is what the reader puts in: the key that the page before printed. */
async function typeGuide({
  node,
  collector,
}: Pick<SetUp, 'node' | 'collector'>): Promise<Map<number, string>> {
  const printed = new Map<number, string>();
  let last = '';
  let key: string | undefined;
  for (const step of guideSteps()) {
    if (step.kind === 'seen') {
      assert.match(last, step.pattern, `the guide, line ${step.line}; seen:\n${last}`);
      continue;
    }
    const hosts = { both: [node, collector], node: [node], collector: [collector] }[step.where];
    for (const host of hosts ?? []) {
      const script = step.script.replace('ssh-ed25519 AAAA...', key ?? 'no key yet');
      const ran = host.run(`cd /srv && set -e\n${script}`);
      last = ran.stdout;
      printed.set(step.line, last);
      assert.equal(ran.status, step.exit, `the guide, line ${step.line}: ${ran.stderr}${ran.stdout}`);
      key = /ssh-ed25519 [A-Za-z0-9+/=]{60,}(?=')/.exec(last)?.[0] ?? key;
    }
  }
  return printed;
}

export function ok({ status, stdout, stderr }: Ran): string {
  assert.equal(status, 0, `${stderr}${stdout}`);
  return stdout;
}

/** Milliseconds until `condition` held; fails after `seconds`. */
export async function within(seconds: number, what: string, condition: () => boolean): Promise<number> {
  const begin = performance.now();
  while (!condition()) {
    if (performance.now() - begin > seconds * 1000) assert.fail(`not within ${seconds} s: ${what}`);
    await sleep(100);
  }
  return performance.now() - begin;
}
