import type { CredentialNeed } from '@slotbench/cluster';
import type { Profile } from '@slotbench/profiles';
import type { Io, Values } from './command.ts';

/** The environment of a run's backend, and what gives back what was fetched for it. */
export interface RunCredentials {
  readonly env: NodeJS.ProcessEnv;
  /** Whether keys of AWS were made for it, which may not be known everywhere yet. */
  readonly newKeys: boolean;
  release(): Promise<void>;
}

/** What a run on Nomad needs: from the environment, else from Vault where a role for it was named. */
export async function runCredentials(
  values: Values,
  o: { readonly profile: Profile; readonly runs: number },
  io: Io,
): Promise<RunCredentials> {
  const backend = String(values.backend ?? 'local');
  if (!backend.startsWith('nomad-')) return { env: io.env, newKeys: false, release: async () => {} };
  const { allocateTime } = await import('@slotbench/profiles');
  // At a clock of 0 the end of the run is its length.
  const { earliest_end } = allocateTime(o.profile, 0);
  const usesBucket = backend === 'nomad-cloud' && values.serve === undefined;
  return await nomadCredentials({ plannedMs: earliest_end * 1000 * o.runs, usesBucket }, io);
}

/**
 * A Nomad token, and keys for a bucket where one is named, for so long. Variables that Vault filled are in the object that is returned
 * only, never in this process's own environment, which other programs inherit; their values follow replacements.
 */
export async function nomadCredentials(
  o: { readonly plannedMs: number; readonly usesBucket: boolean },
  io: Io,
): Promise<RunCredentials> {
  const { acquireCredentials, hasRole, systemCredentialsEdge } = await import('@slotbench/cluster');
  const edge = systemCredentialsEdge(io.env);
  const lacksKeys = o.usesBucket && Boolean(io.env.SLOTBENCH_S3_BUCKET) && !io.env.AWS_ACCESS_KEY_ID;
  const newKeys = lacksKeys && (await hasRole(edge, 'aws'));
  const needs: CredentialNeed[] = newKeys ? [{ kind: 'aws' }] : [];
  if (!io.env.NOMAD_TOKEN && (await hasRole(edge, 'nomad'))) needs.push({ kind: 'nomad' });
  if (needs.length === 0) return { env: io.env, newKeys, release: async () => {} };
  const note = (words: string) => io.note(`slotbench credentials: ${words}`);
  const held = await acquireCredentials(needs, {
    edge,
    plannedMs: o.plannedMs,
    tell: ({ kind, words }) => {
      if (kind !== 'renewed') note(words);
    },
  });
  for (const words of held.notes) note(words);
  const env = { ...io.env };
  for (const name of Object.keys(held.env()))
    Object.defineProperty(env, name, { enumerable: false, get: () => held.env()[name] });
  return {
    env,
    newKeys,
    async release() {
      for (const problem of await held.release()) note(problem);
    },
  };
}
