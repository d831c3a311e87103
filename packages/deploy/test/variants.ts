import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { newestMs } from './losses.ts';
import type { Machine } from './machine/machine.ts';
import { must, rename, type SetUp, typeGuide, within } from './set-up.ts';

/** Traces of relay-2 that are made from now on arrive. */
async function arrives(collector: Machine, what: string): Promise<void> {
  const sinceMs = Date.now();
  await within(30, `${what}: lines of relay-2`, () => newestMs(collector, 'relay-2') > sinceMs);
}

/** The other host, with relay-2 alone, becomes a collector's host too; its node reaches it over TCP. */
export async function withoutTunnel({ other }: SetUp): Promise<void> {
  await must(
    other,
    `systemctl disable --now slotbench-node@relay-3 && sed -i '/^  relay-3:/,$d' /etc/slotbench/deploy.yaml && cp /etc/slotbench/deploy.yaml /srv &&
      sed '/example.org/d' /etc/hosts > /srv/hosts && echo '127.0.0.1 logs.example.org' >> /srv/hosts && cp /srv/hosts /etc/hosts`,
  );
  await typeGuide({ collector: [other] }, async ({ script }) =>
    script.includes('enable --now slotbench-collector') ? script : undefined,
  );
  await typeGuide({ 'tcp-collector': [other], 'tcp-node': [other] }, async ({ where, script }) =>
    // One host has one deploy.yaml.
    where === 'tcp-node' ? rename(script).replaceAll(/^(?:sed|echo) .*\n/gm, '') : script,
  );
  await arrives(other, 'over TCP');
}

/** The same host, where a service of its own calls cardano-tracer. */
export async function asCardanoTracer({ other }: SetUp): Promise<void> {
  await typeGuide({ tracer: [other] });
  assert.match(await must(other, 'cardano-tracer --version'), /^0\.5\.0$/m);
  await must(
    other,
    `systemctl disable --now slotbench-collector && systemd-run -q --unit cardano-tracer -p User=slotbench -p WorkingDirectory=/var/lib/slotbench-collector cardano-tracer --config /etc/slotbench/collector.json`,
  );
  await arrives(other, 'called cardano-tracer');
  await must(
    other,
    'systemctl stop cardano-tracer && rm /usr/local/bin/cardano-tracer && cp /srv/deploy.yaml /etc/slotbench',
  );
}

/** The node of the other host waits, and the collector comes through a tunnel that starts on its own host. */
export async function collectorConnects({ other, collector }: SetUp, address: string): Promise<void> {
  await must(collector, `echo '${address} relay-2.example.org' >> /etc/hosts`);
  await typeGuide({ 'accept-node': [other], 'accept-collector': [collector] }, async ({ script }) =>
    rename(script),
  );
  await arrives(collector, 'the collector connects');
}

/** Types how all is taken away; then nothing of it is on the disk. */
export async function takeAway(setUp: SetUp): Promise<void> {
  const { node, collector, other } = setUp;
  await must(collector, 'systemctl disable --now slotbench-tunnel@relay-2');
  await Promise.all([
    typeGuide({ 'undo-node': [node], 'undo-all': [node] }),
    typeGuide({ 'undo-node': [other], 'undo-all': [other] }, async ({ script }) => rename(script)),
    typeGuide({ 'undo-collector': [collector], 'undo-all': [collector] }),
  ]);
  for (const machine of [node, collector, other]) assert.deepEqual(leftBehind(machine), [], machine.name);
}

/** The secret half of a tunnel's key is in its file, in that of its former key, and nowhere else: not printed, in no log. */
export async function secretsStay({ node, collector, other }: SetUp): Promise<void> {
  const secrets = [node, other].map((host) => host.read('/etc/slotbench/tunnel-main.key').split('\n')[4]!);
  for (const machine of [node, collector, other]) {
    const texts = [...machine.printed, await must(machine, 'journalctl -o cat --no-pager')];
    // Not the archive and what it installed: they are older than the keys.
    const files = changedFiles(machine).filter(
      ({ name }) => !/^etc\/slotbench\/tunnel-[\w-]+\.key|^srv\/|^usr\/local\//.test(name),
    );
    for (const secret of secrets) {
      assert.match(secret, /^[A-Za-z0-9+/=]{20,}$/);
      assert.ok(!texts.some((text) => text.includes(secret)), `printed on ${machine.name}`);
      assert.deepEqual(
        files.filter(({ text }) => text().includes(secret)).map(({ name }) => name),
        [],
      );
    }
  }
}

/** What differs from the disk before the first step and has to do with us: by its name, or by what is in it. */
function leftBehind(machine: Machine): string[] {
  // The archive that was brought, the node's own configuration, and what useradd keeps of the files before.
  const others = /^(?:srv|etc\/cardano|root)\b|^etc\/(?:passwd|group|shadow|gshadow|subuid|subgid)-$/;
  return changedFiles(machine)
    .filter(
      ({ name, text }) => !others.test(name) && (name.includes('slotbench') || text().includes('slotbench')),
    )
    .map(({ name }) => name);
}

/** Files, links and folders of a disk that differ from this machine's. */
function changedFiles({ changes }: Machine): { name: string; text(): string }[] {
  return readdirSync(changes, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return {
      name: relative(changes, path),
      text: () => (entry.isFile() ? readFileSync(path, 'latin1') : ''),
    };
  });
}
