import type { Profile } from '@slotbench/profiles';
import type { Io, Values } from './command.ts';

/** The environment of a run's backend, and what gives back what was fetched for it. */
export interface RunCredentials {
  readonly env: NodeJS.ProcessEnv;
  release(): Promise<void>;
}

/**
 * A Nomad token for a run on Nomad: from the environment, else from Vault where a role for it was named. The variable is in the object
 * that is returned only, never in this process's own environment, which other programs inherit; its value follows replacements.
 */
export async function runCredentials(
  values: Values,
  o: { readonly profile: Profile; readonly runs: number },
  io: Io,
): Promise<RunCredentials> {
  const plain = { env: io.env, release: async () => {} };
  if (!String(values.backend ?? 'local').startsWith('nomad-') || io.env.NOMAD_TOKEN) return plain;
  const [{ acquireCredentials, hasNomadRole, systemCredentialsEdge }, { allocateTime }] = await Promise.all([
    import('@slotbench/cluster'),
    import('@slotbench/profiles'),
  ]);
  const edge = systemCredentialsEdge(io.env);
  if (!(await hasNomadRole(edge))) return plain;
  const note = (words: string) => io.note(`slotbench credentials: ${words}`);
  // At a clock of 0 the end of the run is its length.
  const { earliest_end } = allocateTime(o.profile, 0);
  const held = await acquireCredentials([{ kind: 'nomad' }], {
    edge,
    plannedMs: earliest_end * 1000 * o.runs,
    tell: ({ kind, words }) => {
      if (kind !== 'renewed') note(words);
    },
  });
  for (const words of held.notes) note(words);
  const env = { ...io.env };
  Object.defineProperty(env, 'NOMAD_TOKEN', { enumerable: false, get: () => held.env().NOMAD_TOKEN });
  return {
    env,
    async release() {
      for (const problem of await held.release()) note(problem);
    },
  };
}
