import type { ClusterPast, ClusterPlan } from '../../backend/backend.ts';
import { limitSeconds } from '../../scenario/time-limit.ts';
import type { ExitStatus, RunEvent } from '../../scenario/verdict.ts';
import type { HostState, ProgramStatus } from '../../supervisor/protocol.ts';
import type { Host } from '../job/hosts.ts';

/**
 * Pure: what happened in a run until somebody attached to it, in the order in which it did, from what its supervisors say. A program on several
 * hosts has ended when one of them failed or all have ended.
 */
export function pastOf(o: {
  plan: Pick<ClusterPlan, 'programs' | 'meta'>;
  hosts: readonly Host[];
  states: ReadonlyMap<string, HostState>;
}): ClusterPast {
  const started = new Set<string>();
  const events: { readonly agoMs: number; readonly event: RunEvent }[] = [];
  const seconds = limitSeconds(o.plan.meta.timing);
  for (const { alone } of o.states.values())
    if (alone?.why === 'time limit')
      events.push({ agoMs: alone.agoMs, event: { kind: 'time-limit', seconds } });
  for (const { name, role } of o.plan.programs) {
    const on = o.hosts.filter(({ programs }) => programs.some((program) => program.name === name));
    const statuses = on.map((host) =>
      o.states.get(host.name)?.programs.find(({ program }) => program === name),
    );
    if (statuses.some((status) => status !== undefined)) started.add(name);
    const end = endOf(statuses);
    if (end !== undefined)
      events.push({ agoMs: end.agoMs, event: { kind: 'exit', program: name, role, status: end.status } });
  }
  const silences = [...o.states.values()].flatMap(({ silentMs }) => (silentMs === null ? [] : [silentMs]));
  return {
    started,
    events: events.toSorted((a, b) => b.agoMs - a.agoMs).map(({ event }) => event),
    unwatchedMs: silences.length === 0 ? undefined : Math.min(...silences),
  };
}

function endOf(
  statuses: readonly (ProgramStatus | undefined)[],
): { status: ExitStatus; agoMs: number } | undefined {
  const ended = statuses
    .flatMap((each) => (each?.status == null ? [] : [{ status: each.status, agoMs: each.endedAgoMs ?? 0 }]))
    .toSorted((a, b) => b.agoMs - a.agoMs);
  return (
    ended.find(({ status }) => status.code !== 0) ??
    (ended.length === statuses.length ? ended.at(-1) : undefined)
  );
}
