import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const SSHD = '/usr/sbin/sshd';
/** s for an sshd that has nothing else to do. */
const PATIENCE_SECONDS = 10;

export type Tunnel =
  | { readonly kind: 'open'; readonly path: string; close(): Promise<void> }
  | { readonly kind: 'none'; readonly reason: string };

/**
 * An SSH tunnel on this machine to the socket `far`: an sshd with keys and a configuration of its own, on loopback, and an ssh that
 * forwards a socket in `folder`. Nothing of the user's own set-up is read or changed.
 */
export async function openTunnel(o: {
  readonly folder: string;
  readonly far: string;
  readonly signal: AbortSignal;
}): Promise<Tunnel> {
  if (!existsSync(SSHD)) return { kind: 'none', reason: `there is no ${SSHD} on this machine` };
  const file = (name: string) => join(o.folder, name);
  const children: ChildProcess[] = [];
  const close = async () => {
    await Promise.all(children.map(endChild));
  };
  try {
    for (const key of ['host', 'user'])
      await promisify(execFile)('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(key)]);
    const port = await freePort();
    // sshd of root gives its rights up in this folder, which an init script makes where sshd is a service.
    if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
    await writeFile(file('authorized'), await readFile(file('user.pub')), { mode: 0o600 });
    await writeFile(file('known'), `[127.0.0.1]:${port} ${await readFile(file('host.pub'), 'utf8')}`);
    await writeFile(
      file('sshd_config'),
      [
        `ListenAddress 127.0.0.1:${port}`,
        `HostKey ${file('host')}`,
        `AuthorizedKeysFile ${file('authorized')}`,
        'PasswordAuthentication no',
        'KbdInteractiveAuthentication no',
        'PermitRootLogin prohibit-password',
        // Its folder is below that for temporary files, which everybody may write to.
        'StrictModes no',
        'PidFile none',
      ].join('\n'),
    );
    children.push(spawn(SSHD, ['-D', '-e', '-f', file('sshd_config')], { stdio: 'ignore' }));
    const near = file('tunnel.socket');
    const options = [
      'BatchMode=yes',
      'ExitOnForwardFailure=yes',
      'StreamLocalBindUnlink=yes',
      `UserKnownHostsFile=${file('known')}`,
    ].flatMap((option) => ['-o', option]);
    const to = `${userInfo().username}@127.0.0.1`;
    const deadline = performance.now() + PATIENCE_SECONDS * 1000;
    // sshd says nowhere that it listens now.
    for (;;) {
      const ssh = spawn(
        'ssh',
        [
          '-F',
          'none',
          '-i',
          file('user'),
          '-p',
          String(port),
          ...options,
          '-N',
          '-L',
          `${near}:${o.far}`,
          to,
        ],
        { stdio: ['ignore', 'ignore', 'pipe'] },
      );
      let said = '';
      ssh.stderr.on('data', (piece) => {
        said += piece;
      });
      children.push(ssh);
      while (!existsSync(near) && ssh.exitCode === null && performance.now() < deadline) await sleep(20);
      if (existsSync(near)) return { kind: 'open', path: near, close };
      if (performance.now() >= deadline || o.signal.aborted || children[0]!.exitCode !== null) {
        await close();
        return { kind: 'none', reason: `no tunnel through ${SSHD}: ${said.trim() || 'it does not answer'}` };
      }
    }
  } catch (error) {
    await close();
    return { kind: 'none', reason: `no tunnel through ${SSHD}: ${(error as Error).message.trim()}` };
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
