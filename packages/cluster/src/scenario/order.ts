import type { ProgramRole } from '../program.ts';

const starting: readonly ProgramRole[] = ['tracer', 'node', 'observer', 'generator'];

/** Groups of programs, one after the other: a group starts once the one before is ready. */
export function startOrder<P extends { readonly role: ProgramRole }>(programs: readonly P[]): P[][] {
  return grouped(programs, starting);
}

/** The reverse of starting: the collector goes last, because nodes still hand over what they queued. */
export function stopOrder<P extends { readonly role: ProgramRole }>(programs: readonly P[]): P[][] {
  return grouped(programs, [...starting].reverse());
}

function grouped<P extends { readonly role: ProgramRole }>(
  programs: readonly P[],
  roles: readonly ProgramRole[],
): P[][] {
  return roles
    .map((role) => programs.filter((program) => program.role === role))
    .filter((group) => group.length > 0);
}
