import { arch, cpus, platform, totalmem } from 'node:os';

/**
 * This machine in one line: processor, cores, memory, system. Runs on different machines are not compared; names of hosts and versions
 * of the kernel are left out, so that a copy of a virtual machine or an update is no other machine.
 */
export function describeMachine(): string {
  const all = cpus();
  const model = all[0]?.model.trim().replaceAll(/\s+/g, ' ') || 'unknown processor';
  return `${model}, ${all.length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${arch()}`;
}
