/** Pure: what a backend needs, whether the environment has it, and how Vault's answer becomes it. */
import { ClusterError } from '../errors.ts';
import type { VaultSecret } from './vault-client.ts';
import type { Environment } from './vault-settings.ts';

/**
 * `nomad`: a token of the engine `MOUNT/creds/ROLE`; `aws`: keys of `MOUNT/creds/ROLE`; `kv`: fields of a secret of KV version 2, by the
 * variable that each fills. Mounts default to `nomad`, `aws` and `secret`.
 */
export type CredentialNeed =
  | { readonly kind: 'nomad'; readonly mount?: string; readonly role?: string }
  | { readonly kind: 'aws'; readonly mount?: string; readonly role?: string }
  | {
      readonly kind: 'kv';
      readonly mount?: string;
      readonly path: string;
      readonly fields: Readonly<Record<string, string>>;
    };

export type Variables = Readonly<Record<string, string>>;

/** The variables of a need, if the environment has them all: then nobody asks Vault. */
export function fromEnvironment(need: CredentialNeed, env: Environment): Variables | undefined {
  const names = variablesOf(need);
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = env[name];
    if (value === undefined || value === '') return undefined;
    found[name] = value;
  }
  if (need.kind === 'aws' && env.AWS_SESSION_TOKEN) found.AWS_SESSION_TOKEN = env.AWS_SESSION_TOKEN;
  return found;
}

/** Path below `/v1/`; throws `CREDENTIALS_MISSING` where no role is known. */
export function pathOf(
  need: CredentialNeed,
  o: { readonly env: Environment; readonly roles: { readonly nomad?: string; readonly aws?: string } },
): string {
  if (need.kind === 'kv') return `${need.mount ?? 'secret'}/data/${need.path}`;
  const role =
    need.role ||
    (need.kind === 'nomad' ? o.env.SLOTBENCH_NOMAD_ROLE : o.env.SLOTBENCH_AWS_ROLE) ||
    o.roles[need.kind];
  if (role === undefined)
    throw new ClusterError('CREDENTIALS_MISSING', {
      place: need.kind === 'nomad' ? 'Nomad token' : 'AWS keys',
      problem: `no role of Vault's ${need.kind} engine is named`,
      fix:
        need.kind === 'nomad'
          ? 'set SLOTBENCH_NOMAD_ROLE, or log in with --nomad-role ROLE; or set NOMAD_TOKEN yourself'
          : 'set SLOTBENCH_AWS_ROLE, or log in with --aws-role ROLE; or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY yourself',
    });
  return `${need.mount ?? need.kind}/creds/${role}`;
}

/** `Nomad token (nomad/creds/perf)`. */
export function nameOf(need: CredentialNeed, path: string): string {
  const noun = { nomad: 'Nomad token', aws: 'AWS keys', kv: 'secret' }[need.kind];
  return `${noun} (${path})`;
}

/** Variables out of what Vault gave; throws `VAULT_REFUSED` that names the field which is missing, never a value. */
export function variablesFrom(need: CredentialNeed, path: string, { data }: VaultSecret): Variables {
  const field = (from: Readonly<Record<string, unknown>>, name: string): string => {
    const value = from[name];
    if (typeof value === 'string' && value !== '') return value;
    throw new ClusterError('VAULT_REFUSED', {
      place: path,
      problem: `the secret has no field ${name}`,
      fix:
        need.kind === 'kv'
          ? 'correct the name of the field, or write it'
          : 'check the kind of the engine at this mount',
    });
  };
  switch (need.kind) {
    case 'nomad':
      return { NOMAD_TOKEN: field(data, 'secret_id') };
    case 'aws': {
      const session = data.security_token ?? data.session_token;
      return {
        AWS_ACCESS_KEY_ID: field(data, 'access_key'),
        AWS_SECRET_ACCESS_KEY: field(data, 'secret_key'),
        ...(typeof session === 'string' && session !== '' ? { AWS_SESSION_TOKEN: session } : {}),
      };
    }
    case 'kv': {
      const inner = data.data;
      if (typeof inner !== 'object' || inner === null)
        throw new ClusterError('VAULT_REFUSED', {
          place: path,
          problem: 'the secret is deleted, or the engine is not KV version 2',
          fix: 'write it again, or name another mount',
        });
      const fields = inner as Readonly<Record<string, unknown>>;
      return Object.fromEntries(
        Object.entries(need.fields).map(([name, from]) => [name, field(fields, from)]),
      );
    }
  }
}

function variablesOf(need: CredentialNeed): string[] {
  switch (need.kind) {
    case 'nomad':
      return ['NOMAD_TOKEN'];
    case 'aws':
      return ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
    case 'kv':
      return Object.keys(need.fields);
  }
}
