import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram, locateReal } from '../../../../scripts/real/locate.ts';
import { freshCgroup } from './cgroup.ts';

/**
 * A machine of Debian with a real systemd as PID 1, a real journald, users and services of its own: this machine's disk under an
 * overlay, in namespaces of its own. Nothing of it stays.
 */
export interface Machine {
  readonly name: string;
  /** PID 1 of it, as this machine counts. */
  readonly pid: number;
  /** Runs a script as root. */
  run(script: string): Promise<Ran>;
  write(path: string, text: string, mode?: string): void;
  read(path: string): string;
  /** Everything that its scripts have printed. */
  readonly printed: readonly string[];
  /** The folder that is its root, as this machine sees it. */
  readonly root: string;
  /** What differs between its disk and this machine's: every file that was made, changed or deleted since its first boot began. */
  readonly changes: string;
  /** Ends every process of it at once, as a power cut does, and boots it again with the same disk. */
  reboot(): Promise<void>;
  remove(): Promise<void>;
}

export interface Ran {
  /** Null: it took longer than a minute. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const bootScript = join(import.meta.dirname, 'boot.sh');

/** Why no machine can be had here; undefined if one can. */
export function noMachine(): string | undefined {
  const ssh = locateReal('ssh');
  if (ssh.kind === 'missing') return ssh.reason;
  if (findProgram('ip', process.env) === undefined)
    return 'no ip on this machine: `npm run real -- iproute` brings it';
  if (process.getuid?.() !== 0) return 'machines in namespaces need root';
  if (spawnSync('/lib/systemd/systemd', ['--version']).status !== 0) return 'no systemd (Debian: systemd)';
  const folder = mkdtempSync(join(tmpdir(), 'slotbench-machine-'));
  const script = `mount --make-rprivate / && mount -t tmpfs tmpfs ${folder} && mkdir ${folder}/{c,u,w,r} &&
    mount -t cgroup -o none,name=systemd cgroup ${folder}/c &&
    mount -t overlay overlay -o lowerdir=/,upperdir=${folder}/u,workdir=${folder}/w ${folder}/r`;
  const { status, stderr } = spawnSync('unshare', ['-m', '-n', 'bash', '-c', script], { encoding: 'utf8' });
  rmSync(folder, { recursive: true, force: true });
  return status === 0 ? undefined : `no namespaces, overlay or cgroup here: ${stderr?.trim()}`;
}

export async function bootMachine(name: string): Promise<Machine> {
  const folder = mkdtempSync(join(tmpdir(), `slotbench-machine-${name}-`));
  const disk = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', folder]);
  if (disk.status !== 0) throw new Error(String(disk.stderr));
  const cgroup = freshCgroup();
  const discard = (): void => {
    spawnSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  };
  // A test that failed before it could remove the machine: the machine ends with this process, its disk does not.
  process.once('exit', discard);
  const label = `${process.pid}-${name}`;
  let outer: ChildProcess;
  let said = '';
  const printed: string[] = [];
  let pid = 0;

  async function boot(): Promise<void> {
    // Gone with this process, however it ends.
    const args = ['--pdeathsig', 'KILL', 'unshare', '-m', 'bash', bootScript, folder, label];
    outer = spawn('setpriv', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    outer.stderr!.on('data', (piece) => {
      said += piece;
    });
    for (let n = 0; ; n++) {
      pid = childOf(outer.pid!) ?? 0;
      if (pid > 0 && isSystemd(pid) && (await enter('systemctl is-active multi-user.target')).status === 0)
        return;
      if (n > 200) throw new Error(`${name} did not boot: ${said}`);
      await sleep(50);
    }
  }

  const prefix = () => ['-t', String(pid), '-m', '-p', '-n', '-u', '-i', '-C', '-r', '-w'];
  const enter = (script: string): Promise<Ran> =>
    new Promise((resolve) => {
      const command = [...prefix(), 'bash', '-c', script];
      const options = { env: environment, timeout: 60_000, maxBuffer: 1 << 28 };
      const child = execFile('nsenter', command, options, (_, stdout, stderr) => {
        printed.push(stdout, stderr);
        resolve({ status: child.exitCode, stdout, stderr });
      });
      child.stdin!.end();
    });

  function cut(): Promise<void> {
    const gone = new Promise<void>((resolve) => outer.once('exit', () => resolve()));
    process.kill(pid, 'SIGKILL');
    return gone;
  }

  await boot();
  return {
    name,
    get pid() {
      return pid;
    },
    run: enter,
    write(path, text, mode = '0644') {
      const { status, stderr } = spawnSync(
        'nsenter',
        [...prefix(), 'bash', '-c', `mkdir -p ${dirname(path)} && cat > ${path} && chmod ${mode} ${path}`],
        { input: text, encoding: 'utf8' },
      );
      if (status !== 0) throw new Error(stderr);
    },
    get root() {
      return `/proc/${pid}/root`;
    },
    printed,
    changes: join(folder, 'upper'),
    read: (path) => readFileSync(`/proc/${pid}/root${path}`, 'utf8'),
    async reboot() {
      await cut();
      cgroup.empty(label);
      await boot();
    },
    async remove() {
      await cut();
      cgroup.remove(label);
      process.off('exit', discard);
      discard();
    },
  };
}

const environment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
  HOME: '/root',
};

function childOf(pid: number): number | undefined {
  try {
    return (
      Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]) || undefined
    );
  } catch {
    return undefined;
  }
}

function isSystemd(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('/lib/systemd/systemd');
  } catch {
    return false;
  }
}
