import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packSystem } from '../../../scripts/pack-system.ts';
import { type Commands, guideSteps } from './guide-steps.ts';
import { bootMachine, type Machine } from './machine/machine.ts';
import { createNetwork, type Network } from './machine/network.ts';

/** The two hosts of the guide, and another host of nodes. */
export interface SetUp {
  /** The host of the node `relay-1`. */
  readonly node: Machine;
  /** The host of the collector. */
  readonly collector: Machine;
  /** Of the nodes `relay-2` and `relay-3`. */
  readonly other: Machine;
  readonly network: Network;
  remove(): Promise<void>;
}

/** Of relay-3: it overflows while the network is away for a minute. */
const SMALL_QUEUE = 100;

/** Follows the guide on fresh machines, as it stands, to the end of step 6, and on another host of nodes. */
export async function followGuide(): Promise<SetUp> {
  const folder = mkdtempSync(join(tmpdir(), 'slotbench-guide-'));
  const booting = Promise.all([bootMachine('relay-1'), bootMachine('logs'), bootMachine('relay-2')]);
  const { archive } = packSystem(folder, { node: process.execPath, level: 1, debian: false });
  const machines = await booting;
  const [node, collector, other] = machines;
  const network = createNetwork();
  const remove = async (): Promise<void> => {
    await Promise.all(machines.map((machine) => machine.remove()));
    network.remove();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const [, address] = machines.map((machine) => network.attach(machine));
    for (const machine of machines) {
      await must(machine, `echo '${address} logs.example.org' >> /etc/hosts`);
      for (const file of [archive, `${archive}.sha256`])
        cpSync(file, join(machine.root, 'srv', basename(file)));
    }
    const joined = joinHost(other, { node, collector });
    const first = typeGuide(
      { both: [node, collector], node: [node], collector: [collector] },
      async ({ where, script }) => {
        // The last step looks at all of the collector: nobody who was let in may be absent.
        if (where === 'collector' && script.includes('deploy check')) await joined;
        return script;
      },
    );
    await Promise.all([first, joined]);
    return { node, collector, other, network, remove };
  } catch (error) {
    const journals = await Promise.all(
      machines.map(
        async ({ name, run }) => `${name}:\n${(await run('journalctl -n 25 -o cat --no-pager')).stdout}`,
      ),
    );
    await remove();
    throw new Error(`${(error as Error).message}\n${journals.join('\n')}`, { cause: error });
  }
}

/** The names of the guide, one further. */
export const rename = (script: string) =>
  script.replaceAll(/relay-(\d)/g, (_, n) => `relay-${Number(n) + 1}`);

/** What the guide says of a further node on another host. */
async function joinHost(
  other: Machine,
  { node, collector }: Pick<SetUp, 'node' | 'collector'>,
): Promise<void> {
  await typeGuide({ both: [other], node: [other], collector: [collector] }, async ({ where, script }) => {
    if (script.includes('install.sh')) {
      // Two installations are enough of a test.
      await within(
        60,
        'an installation',
        async () => (await node.run('test -x /usr/local/lib/slotbench/uninstall.sh')).status === 0,
      );
      const copy = `tar -C ${node.root}/usr/local -c lib/slotbench bin/slotbench bin/slotbench-node bin/slotbench-collector | tar -C ${other.root}/usr/local -x`;
      const { status, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', copy], { encoding: 'utf8' });
      assert.equal(status, 0, stderr);
      return undefined;
    }
    if (where !== 'collector') return rename(script);
    if (!script.includes('deploy add')) return undefined;
    const isFirstIn = async () =>
      (await collector.run('grep -q relay-1 /etc/slotbench/authorized_keys')).status === 0;
    await within(90, 'the first node is let in', isFirstIn);
    return rename(script);
  });
}

/** What the guide says of a further node behind the same tunnel: relay-3 beside relay-2. */
export async function addNode({ other, collector }: SetUp): Promise<void> {
  await typeGuide({ more: [other], 'collector-more': [collector] }, async ({ script }) =>
    rename(script).replace("sed '", `sed 's/"queueSize": [0-9]*/"queueSize": ${SMALL_QUEUE}/; `),
  );
}

/**
 * Types the blocks of the guide that are for these hosts, in their order, and looks for what it says is then seen. What `deploy key`
 * printed is put in where the page says so. `rewrite` gives what is typed in the place of a block; undefined: nothing.
 */
export async function typeGuide(
  hosts: Readonly<Record<string, readonly Machine[]>>,
  rewrite: (step: Commands) => Promise<string | undefined> = async ({ script }) => script,
): Promise<void> {
  let last: string | undefined;
  let key = 'no key yet';
  for (const step of guideSteps()) {
    if (step.kind === 'seen') {
      if (last !== undefined)
        assert.match(last, step.pattern, `the guide, line ${step.line}; seen:\n${last}`);
      continue;
    }
    last = undefined;
    const on = hosts[step.where] ?? [];
    const script = on.length === 0 ? undefined : await rewrite(step);
    if (script === undefined) continue;
    const typed = `cd /srv && set -e\n${script.replace('ssh-ed25519 AAAA...', key)}`;
    for (const ran of await Promise.all(on.map((host) => host.run(typed)))) {
      last = ran.stdout;
      assert.equal(ran.status, step.exit, `the guide, line ${step.line}: ${ran.stderr}${ran.stdout}`);
      key = /ssh-ed25519 [A-Za-z0-9+/=]{60,}(?=')/.exec(last)?.[0] ?? key;
    }
  }
}

/** What a script printed; fails if it did. */
export async function must(machine: Machine, script: string): Promise<string> {
  const { status, stdout, stderr } = await machine.run(script);
  assert.equal(status, 0, `${machine.name}: ${script}\n${stderr}${stdout}`);
  return stdout;
}

/**
 * Milliseconds until `condition` held; fails after `seconds`, with what `seen` says then. It is asked again after as long as it took,
 * so that a machine with two cores has time for what is waited for.
 */
export async function within(
  seconds: number,
  what: string,
  condition: () => boolean | Promise<boolean>,
  seen: () => string = () => '',
): Promise<number> {
  const begin = performance.now();
  for (let askedMs = begin; !(await condition()); askedMs = performance.now()) {
    if (performance.now() - begin > seconds * 1000)
      assert.fail(`not within ${seconds} s: ${what}\n${seen()}`);
    await sleep(Math.max(200, performance.now() - askedMs));
  }
  return performance.now() - begin;
}
