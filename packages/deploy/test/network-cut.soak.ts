import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { lines, lossesOf } from './losses.ts';
import { noMachine } from './machine/machine.ts';
import { followGuide, ok, type SetUp, within } from './set-up.ts';

const skip = noMachine();

let setUp: SetUp | undefined;
after(() => setUp?.remove());

/** Small enough to overflow while the network is away. */
const SMALL_QUEUE = 100;

for (const { title, queueSize, isLosing } of [
  { title: 'the guide’s queue: nothing is lost', queueSize: 20_000, isLosing: false },
  {
    title: 'a queue of 100: what it drops is counted, and is the same on both sides',
    queueSize: SMALL_QUEUE,
    isLosing: true,
  },
])
  test(`every packet is dropped for 60 s, ${title}`, { skip, timeout: 300_000 }, async () => {
    setUp ??= await followGuide();
    const { node, collector, network } = setUp;
    ok(
      node.run(
        `sed -i 's/"queueSize": [0-9]*/"queueSize": ${queueSize}/' /etc/cardano/config.json && systemctl restart slotbench-node@relay-1`,
      ),
    );
    await sleep(5000);
    network.drop(true);
    await sleep(50_000);
    // ssh noticed after 40 s at most.
    const status = node.run('slotbench deploy status');
    assert.equal(status.status, 1);
    assert.match(status.stdout, /tunnel\s+main\s+down\s/);
    await sleep(10_000);
    const before = lines(collector, 'relay-1').length;
    network.drop(false);
    const tookMs = await within(25, 'lines again', () => lines(collector, 'relay-1').length > before);
    await sleep(3000);
    const losses = await lossesOf(setUp, 'relay-1');
    console.log(JSON.stringify({ queueSize, tookMs: Math.round(tookMs), ...losses }));
    assert.equal(losses.lost, losses.missing);
    assert.equal(losses.missing > 0, isLosing);
    assert.ok(losses.twice <= 100, 'a reply at most may have arrived before its connection broke');
    ok(node.run('slotbench deploy check'));
  });

test('either host is cut off its power: all starts by itself, in any order', {
  skip,
  timeout: 120_000,
}, async () => {
  const { node, collector, network } = setUp!;
  for (const host of [collector, node]) {
    const before = lines(collector, 'relay-1').length;
    await host.reboot();
    network.attach(host);
    await within(
      30,
      `lines after ${host.name} was started anew`,
      () => lines(collector, 'relay-1').length > before,
    );
  }
  ok(collector.run('sleep 6; slotbench deploy check'));
});
