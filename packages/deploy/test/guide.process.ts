import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { lines, lossesOf } from './losses.ts';
import { noMachine } from './machine/machine.ts';
import { followGuide, ok, type SetUp, within } from './set-up.ts';

const skip = noMachine();

let setUp: SetUp | undefined;
after(() => setUp?.remove());

/** The number of lines that arrived; asks the collector's host for nothing but its file system. */
const arrived = (): number => lines(setUp!.collector, 'relay-1').length;

/** Seconds of the guide's table of failures, by the text of its first column. */
async function resumes(seconds: number, what: string): Promise<void> {
  const before = arrived();
  const tookMs = await within(seconds, `${what}: lines again`, () => arrived() > before);
  assert.ok(tookMs <= seconds * 1000);
}

test('the guide, typed as it stands on two machines, ends with traces in the collector’s log', {
  skip,
  timeout: 120_000,
}, async () => {
  setUp = await followGuide();
  assert.ok(arrived() > 0);
});

test('each part killed in turn: systemd starts it, lines come again in time, nothing is lost', {
  skip,
  timeout: 120_000,
}, async () => {
  const { node, collector } = setUp!;
  ok(collector.run('kill -9 $(systemctl show -P MainPID slotbench-collector)'));
  await resumes(20, 'the collector was killed');
  ok(node.run('kill -9 $(systemctl show -P MainPID slotbench-tunnel@main)'));
  // The socket of the ssh that was killed is still there.
  ok(node.run('test -S /run/slotbench-tunnel-main/collector.socket || test ! -d /run/slotbench-tunnel-main'));
  await resumes(20, 'the tunnel was killed');
  const { lost, missing: absent } = await lossesOf(setUp!, 'relay-1');
  assert.deepEqual({ lost, absent }, { lost: 0, absent: 0 });
  ok(node.run('kill -9 $(systemctl show -P MainPID slotbench-node@relay-1)'));
  await resumes(15, 'the node was killed');
  ok(node.run('slotbench deploy check'));
  ok(collector.run('sleep 5; slotbench deploy check'));
});

test('a key reaches the collector’s socket and nothing else', { skip, timeout: 60_000 }, () => {
  const { node, collector } = setUp!;
  const ssh = (words: string) =>
    `timeout 5 ssh -F none -i /etc/slotbench/tunnel-main.key -o BatchMode=yes -o UserKnownHostsFile=/etc/slotbench/known_hosts ${words}`;
  const to = 'slotbench-tunnel@logs.example.org';
  const shell = node.run(ssh(`${to} echo hello`));
  assert.ok(shell.status !== 0 && !shell.stdout.includes('hello'), shell.stdout);
  const back = node.run(ssh(`-N -o ExitOnForwardFailure=yes -R 20000:127.0.0.1:22 ${to}`));
  assert.match(back.stderr, /remote port forwarding failed/);
  // Two ways that are open to the user in principle: the metrics' port, and another socket within its root.
  ok(
    collector.run(
      `setsid /usr/local/lib/slotbench/node -e 'require("net").createServer((s) => s.end("secret")).listen("/run/slotbench/nodes/other.socket")' > /dev/null 2>&1 & until [ -S /run/slotbench/nodes/other.socket ]; do sleep 0.1; done; chmod 0777 /run/slotbench/nodes/other.socket`,
    ),
  );
  for (const far of [
    '127.0.0.1:12808',
    '/nodes/other.socket',
    '/run/slotbench/nodes/other.socket',
    '/run/systemd/journal/stdout',
  ]) {
    const near = '/run/try.socket';
    const tried = node.run(
      `rm -f ${near}; ${ssh(`-N -L ${near}:${far} ${to}`)} 2> /run/try.log & sleep 1; curl -s --max-time 2 --unix-socket ${near} http://h/; wait; cat /run/try.log`,
    );
    assert.match(tried.stdout, /open failed/, far);
    assert.ok(!/secret|cardano/.test(tried.stdout), far);
  }
  const denied = collector.run('journalctl -n 200 -o cat --no-pager').stdout;
  assert.match(denied, /connect to path \/nodes\/other\.socket, but the request was denied/);
  ok(collector.run('rm /run/slotbench/nodes/other.socket'));
});

/** One after the other: what goes wrong, what `deploy check` then says and on which host, what repairs it. */
const troubles: readonly {
  readonly what: string;
  readonly on: 'node' | 'collector';
  readonly break: string;
  /** Where it is seen, and what. */
  readonly seenOn: 'node' | 'collector';
  readonly seen: RegExp;
  readonly repair: string;
}[] = [
  {
    what: 'a key that is not let in',
    on: 'collector',
    break:
      'cp /etc/slotbench/authorized_keys /srv/keys && slotbench deploy remove relay-1 && pkill -u slotbench-tunnel',
    seenOn: 'node',
    seen: /does not take the key of this tunnel\n\s+fix: slotbench deploy key main/,
    repair: 'cp /srv/keys /etc/slotbench/authorized_keys',
  },
  {
    what: 'another program on the collector’s socket',
    on: 'collector',
    break: `systemctl stop slotbench-collector && mkdir -p /run/slotbench/nodes && chown slotbench: /run/slotbench/nodes && cd /var/lib/slotbench-collector &&
      sed 's/12808/12809/; s/slotbench-collector"/slotbench-collector\\/second"/' /etc/slotbench/collector.json > /srv/second.json &&
      (setsid setpriv --reuid slotbench --regid slotbench --clear-groups slotbench-collector -c /srv/second.json > /dev/null 2>&1 &) &&
      sleep 3 && systemctl start slotbench-collector; sleep 2`,
    seenOn: 'collector',
    seen: /another program listens on \/run\/slotbench\/nodes\/nodes\.socket: process \d+/,
    repair: 'pkill -f second.json',
  },
  {
    what: 'a port that another program has',
    on: 'collector',
    break: `systemctl stop slotbench-collector && (setsid /usr/local/lib/slotbench/node -e 'require("net").createServer().listen(12808, "127.0.0.1")' > /dev/null 2>&1 &) ; sleep 1; systemctl start slotbench-collector; sleep 2`,
    seenOn: 'collector',
    seen: /another program has port 12808 of 127\.0\.0\.1/,
    repair: "pkill -f 'listen.12808'",
  },
  {
    what: 'another network magic',
    on: 'node',
    break: 'sed -i s/networkMagic:.42/networkMagic:\\ 43/ /etc/slotbench/deploy.yaml',
    seenOn: 'node',
    seen: /43 here, 42 there/,
    repair: 'sed -i s/networkMagic:.43/networkMagic:\\ 42/ /etc/slotbench/deploy.yaml',
  },
];
for (const trouble of troubles)
  test(`deploy check says what is wrong, and nothing is lost: ${trouble.what}`, {
    skip,
    timeout: 60_000,
  }, async () => {
    const { node, collector } = setUp!;
    const hosts = { node, collector };
    hosts[trouble.on].run(trouble.break);
    let said = '';
    await within(15, trouble.seen.source, () => {
      said = hosts[trouble.seenOn].run('slotbench deploy check').stdout;
      return trouble.seen.test(said);
    }).catch((error: Error) => assert.fail(`${error.message}; said:\n${said}`));
    ok(hosts[trouble.on].run(trouble.repair));
    await within(30, 'lines again', () => node.run('slotbench deploy check').status === 0);
  });

test('after all of it no line of the node is missing at the collector', {
  skip,
  timeout: 60_000,
}, async () => {
  const { collector } = setUp!;
  // What the second collector took is in its own folder.
  collector.run(
    'cat /var/lib/slotbench-collector/second/relay-1/node-*.json >> /var/lib/slotbench-collector/relay-1/node-second.json',
  );
  const { lost, missing } = await lossesOf(setUp!, 'relay-1');
  assert.deepEqual({ lost, missing }, { lost: 0, missing: 0 });
});

test('a host key that has changed, and a node that comes back under another name', {
  skip,
  timeout: 90_000,
}, async () => {
  const { node, collector } = setUp!;
  ok(
    collector.run(
      "rm /etc/ssh/ssh_host_ed25519_key* && ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key && systemctl restart ssh; pkill -u slotbench-tunnel",
    ),
  );
  let said = '';
  await within(15, 'the host key', () => {
    said = node.run('slotbench deploy check').stdout;
    return said.includes('is another one than before');
  });
  const fix = /fix: only if that host was set up anew: (ssh-keygen .*), then (ssh-keyscan .*), then/.exec(
    said,
  )!;
  ok(node.run(`${fix[1]} && ${fix[2]}`));
  await within(30, 'the tunnel again', () => node.run('slotbench deploy check').status === 0);

  ok(
    node.run(
      `sed -i 's/"TraceOptionNodeName": "relay-1"/"TraceOptionNodeName": "renamed"/' /etc/cardano/config.json && systemctl restart slotbench-node@relay-1`,
    ),
  );
  await within(30, 'the new name', () => {
    said = collector.run('slotbench deploy check').stdout;
    return said.includes('renamed is connected, and no node of that name was added');
  });
  assert.match(said, /relay-1 is not connected/);
  assert.match(
    node.run('slotbench deploy check').stdout,
    /the collector knows this node as renamed and not as relay-1/,
  );
});

test('what was written can be taken back', { skip, timeout: 60_000 }, () => {
  const { collector } = setUp!;
  ok(collector.run('slotbench deploy remove relay-1'));
  assert.equal(collector.read('/etc/slotbench/authorized_keys'), '');
  ok(
    collector.run('systemctl disable --now slotbench-collector && slotbench deploy render --remove --out /'),
  );
  assert.notEqual(
    collector.run('ls /etc/ssh/sshd_config.d/slotbench.conf /etc/systemd/system/slotbench*').status,
    0,
  );
  const removed = ok(collector.run('/usr/local/lib/slotbench/uninstall.sh'));
  assert.match(removed, /removed \/usr\/local\/bin\/slotbench$/m);
  assert.notEqual(collector.run('find /usr/local | grep slotbench').status, 0);
  ok(collector.run('test -s /var/lib/slotbench-collector/relay-1/node.json'));
});
