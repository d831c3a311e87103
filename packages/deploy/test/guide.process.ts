import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { keyReachesNothingElse } from './key-reach.ts';
import { lossesOf, newestMs } from './losses.ts';
import { type Machine, noMachine } from './machine/machine.ts';
import { addNode, followGuide, must, type SetUp, within } from './set-up.ts';
import { collectorTroubles, hostKeyTrouble, nodeTroubles, suffer, tunnelTroubles } from './troubles.ts';
import { asCardanoTracer, collectorConnects, secretsStay, takeAway, withoutTunnel } from './variants.ts';

const skip = noMachine();
const CUT_SECONDS = 60;
/** ssh has noticed by then, on either side, that nothing comes through. */
const NOTICED_SECONDS = 42;

let setUp: SetUp | undefined;
let building: Promise<SetUp> | undefined;
// A set-up that took too long is removed too, once it is there.
after(async () => (await building?.catch(() => undefined))?.remove());

/** Runs `break`; then traces that were made after it arrive within the seconds of the guide's table of failures. */
async function resumes(node: string, seconds: number, what: string, broken: () => unknown): Promise<void> {
  await broken();
  // A second later: what was sent just before may be on its way yet.
  const sinceMs = Date.now() + 1000;
  await within(seconds, `${what}: lines again`, () => newestMs(setUp!.collector, node) > sinceMs);
}

const killMain = (machine: Machine, unit: string) => () =>
  must(machine, `kill -9 $(systemctl show -P MainPID ${unit})`);

/** Nothing that the node wrote is missing at the collector; or just what the node itself counted as lost. */
async function accountsFor(node: Machine, name: string, isLosing: boolean): Promise<void> {
  let seen = '';
  const isEqual = async () => {
    const { lost, missing, twice, written } = await lossesOf(node, setUp!.collector, name);
    seen = JSON.stringify({ lost, missing, twice, written });
    // A reply at most may have arrived before its connection broke; it is sent again.
    return written > 0 && lost === missing && lost > 0 === isLosing && twice <= 100;
  };
  await within(15, `${name}: what is missing is what was counted`, isEqual, () => seen);
}

test('the guide, typed as it stands, ends with traces in the collector’s log; so does another host', {
  skip,
  timeout: 300_000,
}, async () => {
  building = followGuide();
  setUp = await building;
  for (const name of ['relay-1', 'relay-2'])
    await within(20, `lines of ${name}`, () => newestMs(setUp!.collector, name) > 0);
});

test('a minute without network on one host, while each part of the others is killed and broken', {
  skip,
  timeout: 300_000,
  concurrency: true,
}, async (t) => {
  const { node, collector, other, network } = setUp!;
  /** The collector is not touched any more. */
  const calm = Promise.withResolvers<void>();

  const parts = t.test(
    'each part is killed or broken: deploy check says how, lines come again in time, none is lost',
    async () => {
      await resumes('relay-1', 20, 'the tunnel was killed', killMain(node, 'slotbench-tunnel@main'));
      await accountsFor(node, 'relay-1', false);
      await resumes('relay-1', 15, 'the node was killed', killMain(node, 'slotbench-node@relay-1'));
      for (const trouble of nodeTroubles) await suffer(trouble, node, setUp!);
      await resumes('relay-1', 20, 'the collector was killed', killMain(collector, 'slotbench-collector'));
      for (const trouble of collectorTroubles) await suffer(trouble, collector, setUp!);
      calm.resolve();
      for (const trouble of tunnelTroubles) await suffer(trouble, node, setUp!);
      await resumes('relay-1', 30, 'all of it', () => {});
      await accountsFor(node, 'relay-1', false);
    },
  );
  parts.catch(() => calm.resolve());

  const cut = t.test(
    'every packet is dropped for 60 s: what is lost is counted, and is the same on both sides',
    async () => {
      await addNode(setUp!);
      await within(20, 'lines of relay-3', () => newestMs(collector, 'relay-3') > 0);
      network.cut(other, true);
      await sleep(NOTICED_SECONDS * 1000);
      const status = await other.run('slotbench deploy status');
      assert.equal(status.status, 1);
      assert.match(status.stdout, /tunnel\s+main\s+down\s/);
      await Promise.all([sleep((CUT_SECONDS - NOTICED_SECONDS) * 1000), calm.promise]);
      network.cut(other, false);
      await resumes('relay-2', 25, 'the network was away', () => {});
      await accountsFor(other, 'relay-2', false);
      await accountsFor(other, 'relay-3', true);
      await must(other, 'slotbench deploy check');
    },
  );

  const key = t.test('a key reaches the collector’s socket and nothing else', () =>
    keyReachesNothingElse(setUp!),
  );
  await Promise.all([parts, cut, key]);
});

test('the ways that are not the guide’s first one, typed as they stand; a changed host key; power cuts', {
  skip,
  timeout: 180_000,
  concurrency: true,
}, async (t) => {
  const { node, collector, other, network } = setUp!;
  const started = t.test(
    'a host key that has changed, and both hosts cut off their power: all starts by itself',
    async () => {
      await must(
        collector,
        "rm /etc/ssh/ssh_host_ed25519_key* && ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key && systemctl restart ssh",
      );
      await suffer(hostKeyTrouble, node, setUp!);
      await resumes('relay-1', 20, 'the new key is known', () => {});
      await Promise.all([node, collector].map((host) => host.reboot()));
      for (const host of [node, collector]) network.attach(host);
      await resumes('relay-1', 30, 'both hosts were started anew', () => {});
      await within(10, 'all is up', async () => (await node.run('slotbench deploy check')).status === 0);
    },
  );
  const direct = t.test('without a tunnel; called cardano-tracer', async () => {
    await withoutTunnel(setUp!);
    await asCardanoTracer(setUp!);
  });
  await Promise.all([started, direct]);
  await t.test('the collector connects', () => collectorConnects(setUp!, network.addressOf(other)));
});

test('the secret half of a key is printed nowhere and in no log', { skip, timeout: 30_000 }, () =>
  secretsStay(setUp!),
);

test('taken away as the guide says: nothing is left', { skip, timeout: 60_000 }, () => takeAway(setUp!));
