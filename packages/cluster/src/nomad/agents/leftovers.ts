import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ClusterError } from '../../errors.ts';

/**
 * Ends and removes what agents leave when they end: processes of tasks, mounts below their folder, their control groups, the
 * folder itself. Throws `NOMAD_AGENTS` if a mount stays; nothing is removed then, because its files would go too.
 */
export async function removeLeftovers(folder: string, cgroup: string): Promise<void> {
  for (let i = 0; i < 50; i++) {
    const pids = [...processesOf(folder), ...processesIn(cgroup)].filter((pid) => pid !== process.pid);
    if (pids.length === 0) break;
    for (const pid of pids) kill(pid);
    await sleep(50);
  }
  for (let round = 0; round < 5; round++) {
    const mounts = mountsBelow(folder, readFileSync('/proc/self/mounts', 'utf8'));
    if (mounts.length === 0) break;
    for (const mount of mounts) await promisify(execFile)('umount', [mount]).catch(() => undefined);
    await sleep(100 * round);
  }
  const [stuck] = mountsBelow(folder, readFileSync('/proc/self/mounts', 'utf8'));
  if (stuck !== undefined)
    throw new ClusterError('NOMAD_AGENTS', {
      place: stuck,
      problem: 'cannot be unmounted',
      fix: 'end what uses it (`fuser -m` names it) and run `sudo slotbench nomad agents stop` again',
    });
  for (const path of controlGroups(cgroup)) removeTree(path);
  await rm(folder, { recursive: true, force: true });
}

/** Pure: mount points below a folder from the text of /proc/mounts, the innermost first. */
export function mountsBelow(folder: string, mounts: string): string[] {
  return mounts
    .split('\n')
    .map((line) =>
      (line.split(' ')[1] ?? '').replaceAll(/\\(\d{3})/g, (_, octal) =>
        String.fromCharCode(Number.parseInt(octal, 8)),
      ),
    )
    .filter((path) => path.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length);
}

/**
 * Agents, their executors and log collectors name a path of the folder on their command line; conmon, of which podman leaves one for
 * each command in a container for five minutes, in its environment (`startPodmanService`).
 */
function processesOf(folder: string): number[] {
  return pids().filter((pid) => {
    try {
      const text = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
      const program = text.split('\0')[0]!;
      if (/conmon$/.test(program))
        return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`${folder}/`);
      return text.includes(`${folder}/`) && /nomad/.test(program);
    } catch {
      return false;
    }
  });
}

function processesIn(cgroup: string): number[] {
  return pids().filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cgroup`, 'latin1').includes(`/${cgroup}/`);
    } catch {
      return false;
    }
  });
}

function pids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone meanwhile.
  }
}

/** Of every controller (version 1), of the one tree (version 2), and inside a container's own group. */
function controlGroups(name: string): string[] {
  const roots = ['/sys/fs/cgroup', ...list('/sys/fs/cgroup').map((each) => join('/sys/fs/cgroup', each))];
  return roots.flatMap((root) => [name, `${name}.slice`].map((each) => join(root, each)));
}

function removeTree(path: string): void {
  for (const name of list(path)) removeTree(join(path, name));
  try {
    rmdirSync(path);
  } catch {
    // Not there, no folder, or in use by what is not ours.
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((each) => each.isDirectory())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}
