import assert from 'node:assert/strict';
import type { Machine } from './machine/machine.ts';
import { must, type SetUp, within } from './set-up.ts';

/** What goes wrong on a host, what `deploy check` then says and where, and what repairs it. */
export interface Trouble {
  readonly what: string;
  readonly break: string;
  /** On which host it is seen. */
  readonly seenOn: 'node' | 'collector';
  /** The finding and its fix; the groups of the pattern are given to `repair`. */
  readonly seen: RegExp;
  /** What the reader of the finding types; on the host where it was broken. */
  repair(fix: readonly string[], setUp: SetUp): string | Promise<string>;
}

/** Breaks a host, looks whether `deploy check` says so, and does what it says. */
export async function suffer(trouble: Trouble, on: Machine, setUp: SetUp): Promise<void> {
  await on.run(trouble.break);
  let said = '';
  const isSeen = async () => {
    said = (await setUp[trouble.seenOn].run('slotbench deploy check')).stdout;
    return trouble.seen.test(said);
  };
  await within(20, `${trouble.what}: ${trouble.seen.source}`, isSeen, () => said);
  const [, ...fix] = trouble.seen.exec(said)!;
  await must(on, await trouble.repair(fix, setUp));
}

const restart = 'systemctl daemon-reload && systemctl restart slotbench-collector';
/** A line of the deployment's configuration, and the host made to follow. */
const configure = (from: string, to: string) =>
  `sed -i 's|^\\( *\\)${from}$|\\1${to}|' /etc/slotbench/deploy.yaml && slotbench deploy render --out / && ${restart}`;

/** Of the collector's host, one after the other. */
export const collectorTroubles: readonly Trouble[] = [
  {
    what: 'two collectors on one socket',
    break: `systemctl stop slotbench-collector && mkdir -p /run/slotbench/nodes && chown slotbench: /run/slotbench/nodes && cd /var/lib/slotbench-collector &&
      sed 's/12808/12809/; s/slotbench-collector"/slotbench-collector\\/second"/' /etc/slotbench/collector.json > /srv/second.json &&
      (setsid setpriv --reuid slotbench --regid slotbench --clear-groups slotbench-collector -c /srv/second.json > /dev/null 2>&1 &) &&
      until [ -S /run/slotbench/nodes/nodes.socket ]; do sleep 0.1; done; systemctl start slotbench-collector`,
    seenOn: 'collector',
    seen: /another program listens on \/run\/slotbench\/nodes\/nodes\.socket: process \d+, \w+\n\s+fix: (kill \d+) /,
    repair: ([kill]) => kill!,
  },
  {
    what: 'a port that another program has',
    break: `systemctl stop slotbench-collector
      (setsid /usr/local/lib/slotbench/node -e 'require("net").createServer().listen(12808, "127.0.0.1")' > /dev/null 2>&1 &)
      until ss -ltn | grep -q :12808; do sleep 0.1; done; systemctl start slotbench-collector`,
    seenOn: 'collector',
    seen: /another program has port 12808 of 127\.0\.0\.1\n\s+fix: (ss -ltnp '[^']*') +names it/,
    repair: ([ss]) => `kill $(${ss} | grep -o 'pid=[0-9]*' | cut -d= -f2)`,
  },
  {
    what: 'a folder of logs that may not be written',
    break: `mkdir -p /srv/traces && ${configure('address: logs.example.org', 'address: logs.example.org\\n  logRoot: /srv/traces')}`,
    seenOn: 'collector',
    seen: /its user may not write to \/srv\/traces\n\s+fix: (install .*)/,
    repair: async ([install], { collector }) => {
      await must(collector, install!);
      const isThere = async () => (await collector.run('test -s /srv/traces/relay-1/node.json')).status === 0;
      await within(20, 'traces in the folder', isThere);
      return `sed -i /logRoot/d /etc/slotbench/deploy.yaml && slotbench deploy render --out / && ${restart}`;
    },
  },
  {
    what: 'a collector of another network magic',
    break: configure('networkMagic: 42', 'networkMagic: 43'),
    seenOn: 'node',
    seen: /the collector is of another network: 42 here, 43 there\n\s+fix: networkMagic in \S+ of the side that is wrong, then (slotbench deploy render --out \/) there and a restart/,
    repair: ([render]) =>
      `sed -i 's/networkMagic: 43/networkMagic: 42/' /etc/slotbench/deploy.yaml && ${render} && systemctl restart slotbench-collector`,
  },
];

const restartTunnel = 'systemctl restart slotbench-tunnel@main';
/** The clock of a process: what `Date.now` tells it. */
const clock = `mkdir -p /run/systemd/system/slotbench-node@relay-1.service.d && cat > /run/systemd/system/slotbench-node@relay-1.service.d/clock.conf <<'END'
[Service]
Environment=NODE_OPTIONS=--require=/srv/clock.cjs
END
echo 'const now = Date.now; Date.now = () => now() + 3600_000;' > /srv/clock.cjs`;
const restartNode = 'systemctl daemon-reload && systemctl restart slotbench-node@relay-1';

/** Of the node's host, while the collector is well. */
export const nodeTroubles: readonly Trouble[] = [
  {
    what: 'a node that comes back under another name, and with its clock far off',
    break: `${clock}; sed -i 's/"TraceOptionNodeName": "relay-1"/"TraceOptionNodeName": "renamed"/' /etc/cardano/config.json; ${restartNode}`,
    seenOn: 'collector',
    seen: /renamed is connected, and no node of that name was added\n\s+fix: .*TraceOptionNodeName[\s\S]*relay-1 is not connected[\s\S]*the clock of renamed is 3[56]\d\d s ahead of this host’s\n\s+fix: timedatectl set-ntp true/,
    repair: async (_, { node }) => {
      const { stdout } = await node.run('slotbench deploy check');
      const fix =
        /knows this node as renamed and not as relay-1\n\s+fix: ("TraceOptionNodeName": "relay-1") in (\S+), then (.*)/.exec(
          stdout,
        )!;
      return `rm -r /run/systemd/system/slotbench-node@relay-1.service.d && systemctl daemon-reload && sed -i 's/"TraceOptionNodeName": "renamed"/${fix[1]}/' ${fix[2]} && ${fix[3]}`;
    },
  },
];

/** Of the node's host, whatever the collector does meanwhile. */
export const tunnelTroubles: readonly Trouble[] = [
  {
    what: 'a key that is not let in',
    break: `slotbench deploy key --replace && ${restartTunnel}`,
    seenOn: 'node',
    seen: /does not take the key of this tunnel\n\s+fix: (slotbench deploy key) /,
    repair: async ([key], { node, collector }) => {
      const add = /slotbench deploy add .*/.exec(await must(node, key!))![0];
      // The node goes from its former key to this one.
      assert.match(await must(collector, add), /^- restrict.*\n\+ restrict/m);
      return 'true';
    },
  },
  {
    what: 'a socket whose path is too long',
    break: `sed -i 's|^LOCAL_SOCKET=.*|LOCAL_SOCKET=/run/slotbench-tunnel-main/${'x'.repeat(100)}|' /etc/slotbench/tunnel-main.conf; ${restartTunnel}`,
    seenOn: 'node',
    seen: /has 1\d\d bytes and a unix socket at most 107: choose a shorter path[^\n]*\n\s+fix: (slotbench deploy render --out \/) /,
    repair: ([render]) => `${render} && ${restartTunnel}`,
  },
];

/** Last, because the other host's tunnel would need the same. */
export const hostKeyTrouble: Trouble = {
  what: 'a host key that has changed',
  break: restartTunnel,
  seenOn: 'node',
  seen: /is another one than before\n\s+fix: only if that host was set up anew: (ssh-keygen .*), then (ssh-keyscan .*), then/,
  repair: ([forget, scan]) => `${forget} && ${scan} && ${restartTunnel}`,
};
