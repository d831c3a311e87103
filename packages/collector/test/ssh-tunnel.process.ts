import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, test } from 'node:test';
import { connectNode } from './forwarding-node.ts';
import { freePort } from './free-port.ts';
import { guide } from './guide-blocks.ts';
import { until, usePrograms } from './running-program.ts';

const page = guide('ssh-and-systemd.md');
const run = usePrograms();
const others: ChildProcess[] = [];
after(() => {
  for (const child of others) child.kill('SIGKILL');
});

const sshd = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
  .map((folder) => join(folder, 'sshd'))
  .find((path) => existsSync(path));
/** sshd of root gives up its rights in this folder, which the start of Debian's service makes and no package does. */
const RIGHTS = '/run/sshd';
const made = sshd !== undefined && userInfo().uid === 0 && !existsSync(RIGHTS);
if (made) mkdirSync(RIGHTS, { mode: 0o755 });
after(() => made && rmdirSync(RIGHTS));
const skip = sshd === undefined && 'no sshd (Debian: openssh-server)';

function background(
  program: string,
  args: readonly string[],
): { child: ChildProcess; said: { text: string } } {
  const child = spawn(program, args, { cwd: run.root, stdio: ['ignore', 'ignore', 'pipe'] });
  const said = { text: '' };
  child.stderr.on('data', (piece) => {
    said.text += piece;
  });
  others.push(child);
  return { child, said };
}

test('the guide’s tunnel: a node’s traces reach the collector, again after the tunnel was killed', {
  skip,
}, async () => {
  const at = (name: string) => join(run.root, name);
  writeFileSync(
    at('config.json'),
    JSON.stringify({
      networkMagic: 42,
      network: { tag: 'AcceptAt', contents: 's' },
      logging: [{ logRoot: 'logs', logMode: 'FileMode', logFormat: 'ForMachine' }],
    }),
  );
  const collector = run.start(['-c', 'config.json']);
  await until('the acceptor', () => collector.out.text.includes('Tracer.StartedAcceptors'));

  for (const key of ['host-key', 'key'])
    assert.equal(spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(key)]).status, 0);
  copyFileSync(at('key.pub'), at('authorized_keys'));
  const [port, user] = [await freePort(), userInfo().username];
  const restrictions = /```\n(Match User [\s\S]*?)```/.exec(page)![1]!.replace('collector', user);
  writeFileSync(
    at('sshd_config'),
    `Port ${port}
ListenAddress 127.0.0.1
HostKey ${at('host-key')}
AuthorizedKeysFile ${at('authorized_keys')}
PidFile none
PasswordAuthentication no
StrictModes no
${restrictions}`,
  );
  const server = background(sshd!, ['-D', '-e', '-f', at('sshd_config')]);
  await until(`sshd: ${server.said.text}`, () => server.said.text.includes('Server listening'));

  const variables: Record<string, string> = {
    DESTINATION: `${user}@127.0.0.1`,
    PORT: String(port),
    KEY: at('key'),
    LOCAL_SOCKET: at('tunnel'),
    REMOTE_SOCKET: at('s'),
  };
  const [, command] = /^ExecStart=(\/usr\/bin\/ssh .*)$/m.exec(page)!;
  const [ssh, ...args] = command!.replaceAll(/\$\{(\w+)\}/g, (_, name) => variables[name]!).split(' ');
  const hosts = ['-o', 'StrictHostKeyChecking=no', '-o', `UserKnownHostsFile=${at('known_hosts')}`];
  for (const round of [1, 2]) {
    const tunnel = background(ssh!, [...args, ...hosts]);
    const connecting = async () => connectNode({ path: at('tunnel'), name: 'node-0' }).catch(() => undefined);
    let node = await connecting();
    for (let n = 0; node === undefined && n < 100; n++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      node = await connecting();
    }
    assert(node !== undefined, tunnel.said.text);
    node.trace(`{"round":${round}}`);
    await until('the line', () => {
      const path = at('logs/node-0/node.json');
      return existsSync(path) && readFileSync(path, 'utf8').endsWith(`{"round":${round}}\n`);
    });
    // The socket file stays behind; the next tunnel has to remove it.
    tunnel.child.kill('SIGKILL');
    await node.close();
    assert(existsSync(at('tunnel')));
  }
  // Nothing but this forwarding is allowed.
  const shell = spawnSync('ssh', [
    '-i',
    at('key'),
    '-p',
    String(port),
    ...hosts,
    variables.DESTINATION!,
    'echo hello',
  ]);
  assert(!String(shell.stdout).includes('hello'));
});
