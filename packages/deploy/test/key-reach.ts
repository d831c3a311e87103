import assert from 'node:assert/strict';
import { must, type SetUp } from './set-up.ts';

/** Two ways that are open to the tunnels' user in principle, the metrics' port and another socket within its root; and others. */
const FAR = [
  '127.0.0.1:12808',
  '/nodes/other.socket',
  '/run/slotbench/nodes/other.socket',
  '/run/systemd/journal/stdout',
];

/** Tries with a tunnel's key what it must not be able to, against the real sshd. */
export async function keyReachesNothingElse({ node, collector }: SetUp): Promise<void> {
  const key = '/srv/reach.key';
  await must(node, `cp /etc/slotbench/tunnel-main.key ${key} && chmod 0600 ${key} && chown root ${key}`);
  const ssh = (words: string) =>
    `timeout 8 ssh -F none -i ${key} -o BatchMode=yes -o UserKnownHostsFile=/etc/slotbench/known_hosts ${words}`;
  const to = 'slotbench-tunnel@logs.example.org';
  await must(
    collector,
    `setsid /usr/local/lib/slotbench/node -e 'require("net").createServer((s) => s.end("secret")).listen("/run/slotbench/nodes/other.socket")' > /dev/null 2>&1 & until [ -S /run/slotbench/nodes/other.socket ]; do sleep 0.1; done; chmod 0777 /run/slotbench/nodes/other.socket`,
  );
  const shell = async () => {
    const { status, stdout } = await node.run(ssh(`${to} echo hello`));
    assert.ok(status !== 0 && !stdout.includes('hello'), stdout);
  };
  const back = async () => {
    const { stderr } = await node.run(ssh(`-N -o ExitOnForwardFailure=yes -R 20000:127.0.0.1:22 ${to}`));
    assert.match(stderr, /remote port forwarding failed/);
  };
  const forward = async (far: string, n: number) => {
    const near = `/run/try-${n}.socket`;
    const { stdout } = await node.run(
      `${ssh(`-N -L ${near}:${far} ${to}`)} 2> /run/try-${n}.log & until [ -S ${near} ] || ! kill -0 $!; do sleep 0.2; done; curl -s --max-time 3 --unix-socket ${near} http://h/; kill $!; wait; cat /run/try-${n}.log`,
    );
    assert.match(stdout, /open failed/, far);
    assert.ok(!/secret|cardano/.test(stdout), far);
  };
  await Promise.all([shell(), back(), ...FAR.map(forward)]);
  const denied = (await collector.run('journalctl -t sshd -o cat --no-pager')).stdout;
  assert.match(denied, /connect to path \/nodes\/other\.socket, but the request was denied/);
  await must(collector, `rm /run/slotbench/nodes/other.socket; pkill -f 's.end..secret'`);
  await must(node, `rm ${key}`);
}
