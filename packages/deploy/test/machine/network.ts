import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import type { Machine } from './machine.ts';

/** A router in a network namespace of its own, with machines on it, each in a subnet: 10.77.N.2. */
export interface Network {
  /** Plugs a machine in; again after it was rebooted, since its network is another one then. */
  attach(machine: Machine): string;
  addressOf(machine: Machine): string;
  /** Packets from and to a machine are dropped on the way without a word to either side, as by a broken route or a firewall. */
  cut(machine: Machine, isCut: boolean): void;
  remove(): void;
}

export function createNetwork(): Network {
  const router: ChildProcess = spawn(
    'unshare',
    ['-n', 'bash', '-c', 'ip link set lo up; exec sleep infinity'],
    {
      stdio: 'ignore',
    },
  );
  const subnets = new Map<string, number>();
  const within = (pid: number, script: string): void => {
    const { status, stderr } = spawnSync('nsenter', ['-t', String(pid), '-n', 'bash', '-ec', script], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${script}: ${stderr}`);
  };
  let isReady = false;

  return {
    attach(machine) {
      if (!isReady) {
        untilNamespace(router.pid!);
        // /proc/sys/net is that of the network namespace of who reads it.
        within(router.pid!, 'echo 1 > /proc/sys/net/ipv4/ip_forward');
        isReady = true;
      }
      const n = subnets.get(machine.name) ?? subnets.size + 1;
      subnets.set(machine.name, n);
      within(
        router.pid!,
        `ip link del to${n} 2> /dev/null || true
ip link add to${n} type veth peer name eth0 netns ${machine.pid}
ip addr add 10.77.${n}.1/24 dev to${n}
ip link set to${n} up`,
      );
      within(
        machine.pid,
        `ip link set lo up
ip addr add 10.77.${n}.2/24 dev eth0
ip link set eth0 up
ip route add default via 10.77.${n}.1`,
      );
      return `10.77.${n}.2`;
    },
    addressOf: ({ name }) => `10.77.${subnets.get(name)}.2`,
    cut(machine, isCut) {
      const n = subnets.get(machine.name);
      within(
        router.pid!,
        `echo ${isCut ? 0 : 1} > /proc/sys/net/ipv4/conf/to${n}/forwarding
ip route ${isCut ? 'add' : 'del'} blackhole 10.77.${n}.2/32`,
      );
    },
    remove: () => void router.kill('SIGKILL'),
  };
}

/** `unshare` is this process's child before it has a namespace of its own. */
function untilNamespace(pid: number): void {
  const own = spawnSync('readlink', ['/proc/self/ns/net'], { encoding: 'utf8' }).stdout;
  for (let n = 0; n < 200; n++) {
    const its = spawnSync('readlink', [`/proc/${pid}/ns/net`], { encoding: 'utf8' }).stdout;
    if (its !== '' && its !== own) return;
  }
  throw new Error('no network namespace');
}
