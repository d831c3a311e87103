import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CollectorFacts, NodeFacts, Probe, TunnelFacts, UnitFacts } from '../src/facts.ts';
import { type HostFacts, judge } from '../src/index.ts';

const unit = (name: string, o: Partial<UnitFacts> = {}): UnitFacts => ({
  name,
  isLoaded: true,
  active: 'active',
  isEnabled: true,
  restarts: 0,
  exitStatus: 0,
  journal: [],
  ...o,
});
const config = {
  DESTINATION: 'slotbench-tunnel@logs.example.org',
  PORT: '22',
  KEY: '/etc/slotbench/tunnel-main.key',
  LOCAL_SOCKET: '/run/slotbench-tunnel-main/collector.socket',
};
const tunnel: TunnelFacts = {
  name: 'main',
  leadsTo: 'collector',
  unit: unit('slotbench-tunnel@main.service'),
  config,
  key: { mode: 0o100600, owner: 990 },
  user: 990,
  hostIsKnown: true,
  probe: { kind: 'accepted' },
};
const node: NodeFacts = {
  name: 'relay-1',
  unit: unit('slotbench-node@relay-1.service'),
  tracerSocket: config.LOCAL_SOCKET,
  accepts: false,
  configuration: { file: '/etc/cardano/config.json', nodeName: 'relay-1', forwards: true },
};
const collector: CollectorFacts = {
  unit: unit('slotbench-collector.service'),
  user: 'slotbench',
  socket: '/run/slotbench/nodes/nodes.socket',
  hasTunnels: true,
  probe: { kind: 'accepted' },
  holder: { pid: 7, command: 'node' },
  mainPid: 7,
  logRoot: { path: '/var/lib/slotbench-collector', exists: true, isWritable: true, freeBytes: 2 ** 40 },
  prometheus: { host: '127.0.0.1', port: 12_808, isTaken: false },
  authorized: ['relay-1'],
  unrestrictedKeys: 0,
  keysFile: { mode: 0o100644, owner: 0 },
  nodes: [{ name: 'relay-1', isConnected: true, objects: 5, lost: 0, lagSeconds: 0.1 }],
  sshd: {
    allowstreamlocalforwarding: 'local',
    disableforwarding: 'no',
    chrootdirectory: '/run/slotbench',
    permitopen: '[/nodes/nodes.socket]:*',
    authorizedkeysfile: '/etc/slotbench/authorized_keys',
  },
  sshUserExists: true,
};
const facts = (o: Partial<HostFacts>): HostFacts => ({
  networkMagic: 42,
  collector: undefined,
  tunnels: [],
  direct: undefined,
  nodes: [],
  drifted: [],
  ...o,
});
const failedTunnel = (...journal: string[]): Partial<HostFacts> => ({
  tunnels: [
    { ...tunnel, unit: { ...tunnel.unit, active: 'activating', restarts: 3, exitStatus: 255, journal } },
  ],
});
const probing = (probe: Probe): Partial<HostFacts> => ({ tunnels: [{ ...tunnel, probe }] });
const collecting = (o: Partial<CollectorFacts>): Partial<HostFacts> => ({
  collector: { ...collector, ...o },
});
const stopped = { ...collector.unit, active: 'activating', exitStatus: 69 };

test('all well: every hop is up and says what it does', () => {
  const hops = judge(facts({ nodes: [node], tunnels: [tunnel], collector }));
  assert.deepEqual(
    hops.map(({ kind, state }) => `${kind} ${state}`),
    ['node up', 'tunnel up', 'collector up', 'collector up'],
  );
});

test('a tunnel that leads to a node, and a collector that connects', () => {
  const hops = judge(
    facts({
      tunnels: [{ ...tunnel, leadsTo: 'node' }],
      collector: { ...collector, socket: undefined, probe: undefined, hasTunnels: false, authorized: [] },
    }),
  );
  assert.deepEqual(
    hops.map(({ kind, name, state }) => `${kind} ${name} ${state}`),
    ['tunnel main up', 'node by main up', 'collector  up'],
  );
});

/** What is wrong, what is seen, the state of the hop, and words of the reason and of the fix. */
const wrong: readonly (readonly [string, Partial<HostFacts>, 'down' | 'degraded', RegExp, RegExp])[] = [
  [
    'wrong key',
    failedTunnel('slotbench-tunnel@logs.example.org: Permission denied (publickey).'),
    'down',
    /does not take the key/,
    /^slotbench deploy key(?: {3}|$)/,
  ],
  [
    'host key changed',
    failedTunnel('@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @', 'Host key verification failed.'),
    'down',
    /is another one than before/,
    /ssh-keygen -f \S+ -R logs\.example\.org/,
  ],
  [
    'host key unknown',
    failedTunnel(
      'No ED25519 host key is known for logs.example.org and you have requested strict checking.',
      'Host key verification failed.',
    ),
    'down',
    /is not known/,
    /ssh-keyscan/,
  ],
  [
    'no sshd',
    failedTunnel('ssh: connect to host logs.example.org port 22: Connection refused'),
    'down',
    /nobody listens/,
    /systemctl status ssh/,
  ],
  [
    'no route',
    failedTunnel('ssh: connect to host logs.example.org port 22: Connection timed out'),
    'down',
    /does not answer/,
    /ping/,
  ],
  [
    'no such name',
    failedTunnel('ssh: Could not resolve hostname logs.example.org: Name or service not known'),
    'down',
    /resolver/,
    /getent/,
  ],
  [
    'key that others may read',
    { tunnels: [{ ...tunnel, key: { mode: 0o100644, owner: 990 } }] },
    'down',
    /mode 0644/,
    /^slotbench deploy key(?: {3}|$)/,
  ],
  [
    'key of another user',
    { tunnels: [{ ...tunnel, key: { mode: 0o100600, owner: 0 } }] },
    'down',
    /not its user's alone/,
    /^slotbench deploy key(?: {3}|$)/,
  ],
  [
    'no key',
    { tunnels: [{ ...tunnel, key: undefined }] },
    'down',
    /has no key/,
    /^slotbench deploy key(?: {3}|$)/,
  ],
  [
    'socket path too long',
    { tunnels: [{ ...tunnel, config: { ...config, LOCAL_SOCKET: `/run/${'x'.repeat(120)}` } }] },
    'down',
    /at most 107/,
    /LOCAL_SOCKET/,
  ],
  ['half-dead tunnel', probing({ kind: 'silent' }), 'down', /does not answer/, /within 40 s/],
  [
    'tunnel that connects',
    probing({ kind: 'unreachable', reason: 'absent', text: 'ENOENT' }),
    'down',
    /has not connected yet/,
    /journalctl/,
  ],
  [
    'no collector behind the tunnel',
    probing({ kind: 'closed' }),
    'down',
    /no collector listens/,
    /collector’s host/,
  ],
  [
    'another network magic',
    probing({
      kind: 'refused',
      reason:
        'ForwardingVersionData mismatch: ForwardingVersionData {networkMagic = NetworkMagic {unNetworkMagic = 43}} /= …',
    }),
    'down',
    /42 here, 43 there/,
    /networkMagic/,
  ],
  [
    'no collector where nodes reach it directly',
    { direct: { place: 'h:3003', probe: { kind: 'unreachable', reason: 'dead', text: 'ECONNREFUSED' } } },
    'down',
    /no collector answers at h:3003: ECONNREFUSED/,
    /firewall/,
  ],
  [
    'a collector of another network, directly',
    { direct: { place: 'h:3003', probe: { kind: 'refused', reason: 'unNetworkMagic = 43' } } },
    'down',
    /42 here, 43 there/,
    /networkMagic/,
  ],
  [
    'wrong user',
    probing({ kind: 'unreachable', reason: 'forbidden', text: 'EACCES' }),
    'down',
    /may not use/,
    /group/,
  ],
  [
    'node stopped',
    { nodes: [{ ...node, unit: { ...node.unit, active: 'inactive' } }] },
    'down',
    /is stopped/,
    /systemctl start/,
  ],
  [
    'program not installed',
    { nodes: [{ ...node, unit: { ...node.unit, active: 'activating', exitStatus: 203 } }] },
    'down',
    /cannot be started: its program is not where its unit says/,
    /programs or nodeProgram/,
  ],
  [
    'user not made',
    { nodes: [{ ...node, unit: { ...node.unit, active: 'activating', exitStatus: 217 } }] },
    'down',
    /its user does not exist/,
    /systemd-sysusers/,
  ],
  [
    'node not enabled',
    { nodes: [{ ...node, unit: { ...node.unit, isEnabled: false } }] },
    'degraded',
    /boot/,
    /systemctl enable/,
  ],
  [
    'node fails',
    { nodes: [{ ...node, unit: { ...node.unit, active: 'failed', journal: ['bad genesis'] } }] },
    'down',
    /bad genesis/,
    /journalctl/,
  ],
  [
    'node of another name',
    { nodes: [{ ...node, configuration: { ...node.configuration!, nodeName: 'other' } }] },
    'degraded',
    /as other and not as relay-1/,
    /TraceOptionNodeName/,
  ],
  [
    'node does not forward',
    { nodes: [{ ...node, configuration: { ...node.configuration!, forwards: false } }] },
    'down',
    /no back end Forwarder/,
    /backends/,
  ],
  [
    'node forwards elsewhere',
    { nodes: [{ ...node, tracerSocket: '/run/x' }], tunnels: [tunnel] },
    'down',
    /no tunnel of this host/,
    /TRACER_SOCKET/,
  ],
  [
    'port taken',
    collecting({
      unit: stopped,
      holder: undefined,
      probe: { kind: 'unreachable', reason: 'absent', text: '' },
      prometheus: { ...collector.prometheus, isTaken: true },
    }),
    'down',
    /has port 12808/,
    /ss -ltnp/,
  ],
  [
    'directory not writable',
    collecting({ unit: stopped, holder: undefined, logRoot: { ...collector.logRoot, isWritable: false } }),
    'down',
    /may not write/,
    /install -d -o slotbench/,
  ],
  [
    'two collectors on one socket',
    collecting({ unit: stopped, holder: { pid: 99, command: 'node' } }),
    'down',
    /process 99/,
    /kill 99/,
  ],
  [
    'collector of another magic',
    collecting({ probe: { kind: 'refused', reason: '' } }),
    'down',
    /another network magic/,
    /render/,
  ],
  [
    'clock ahead',
    collecting({ nodes: [{ ...collector.nodes[0]!, lagSeconds: -300 }] }),
    'degraded',
    /300 s ahead/,
    /timedatectl/,
  ],
  [
    'clock behind',
    collecting({ nodes: [{ ...collector.nodes[0]!, lagSeconds: 3600 }] }),
    'degraded',
    /3600 s old/,
    /timedatectl/,
  ],
  [
    'node came back under another name',
    collecting({ nodes: [{ ...collector.nodes[0]!, name: 'relay-x' }] }),
    'degraded',
    /relay-x is connected, and no node of that name/,
    /TraceOptionNodeName/,
  ],
  ['node away', collecting({ nodes: [] }), 'degraded', /relay-1 is not connected/, /deploy status/],
  ['key without restrictions', collecting({ unrestrictedKeys: 1 }), 'degraded', /may do more/, /deploy add/],
  [
    'keys that others may change',
    collecting({ keysFile: { mode: 0o100666, owner: 0 } }),
    'down',
    /others than root/,
    /chown root/,
  ],
  [
    'sshd forbids forwarding',
    collecting({ sshd: { ...collector.sshd!, allowstreamlocalforwarding: 'no' } }),
    'down',
    /does not let/,
    /render/,
  ],
  [
    'sshd allows too much',
    collecting({ sshd: { ...collector.sshd!, permitopen: 'any' } }),
    'degraded',
    /more than the collector/,
    /render/,
  ],
  [
    'traces lost on a disk',
    collecting({ nodes: [{ ...collector.nodes[0]!, lost: 3 }] }),
    'degraded',
    /3 accepted/,
    /journalctl/,
  ],
  [
    'disk nearly full',
    collecting({ logRoot: { ...collector.logRoot, freeBytes: 1000 } }),
    'degraded',
    /1 GiB/,
    /keepHours/,
  ],
  ['changed by hand', { nodes: [node], drifted: ['/etc/x'] }, 'degraded', /\/etc\/x/, /render/],
];
for (const [what, seen, state, reason, fix] of wrong)
  test(`${what}: ${state}, with the reason and what helps`, () => {
    const hops = judge(facts(seen));
    const found = hops.flatMap(({ findings }) => findings).find((finding) => reason.test(finding.what));
    assert.ok(found, JSON.stringify(hops, undefined, 1));
    assert.equal(found.weight, state);
    assert.match(found.fix, fix);
    assert.ok(hops.some((hop) => hop.state === state));
  });
