import { rm } from 'node:fs/promises';
import { isAlive } from '../process-identity.ts';
import { giveBackLeftovers } from './give-back.ts';
import { listRecords } from './lease-record.ts';
import { loginPath, readLogin } from './login.ts';
import { clientOf, openSession, type VaultEdge } from './session.ts';
import { vaultError } from './vault-client.ts';

/** What is known of this user's credentials; no secret among it. */
export interface CredentialsStatus {
  readonly vault: {
    readonly address: string;
    readonly namespace: string | null;
    /** `null` if it does not serve. */
    readonly version: string | null;
  } | null;
  readonly token: {
    readonly source: string;
    readonly policies: readonly string[];
    /** Milliseconds left; `null`: it does not end. */
    readonly leftMs: number | null;
    readonly renewable: boolean;
  } | null;
  /** Why there is no token, or why it does not work, with what to do. */
  readonly problem: string | null;
  /** Of the environment: nobody asks Vault for these. */
  readonly fromEnvironment: readonly string[];
  readonly leases: readonly {
    readonly what: string;
    readonly leftMs: number;
    /** `held`: its process runs; `left`: the next run or `revoke` gives it back. */
    readonly state: 'held' | 'left';
  }[];
}

/** Asks Vault about the token that a run would use. Never throws for a server that is away or a token that is refused. */
export async function credentialsStatus(
  edge: VaultEdge & { readonly now: () => number },
): Promise<CredentialsStatus> {
  const leases = (await listRecords(edge.folder)).flatMap(({ record }) =>
    record.leases.map(({ what, endsMs }) => ({
      what,
      leftMs: Math.max(0, endsMs - edge.now()),
      state: isAlive(record.owner) ? ('held' as const) : ('left' as const),
    })),
  );
  const names = ['NOMAD_TOKEN', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
  const rest = { fromEnvironment: names.filter((name) => edge.env[name]), leases };
  let session: Awaited<ReturnType<typeof openSession>>;
  try {
    session = await openSession(edge);
  } catch (error) {
    return { vault: null, token: null, problem: (error as Error).message, ...rest };
  }
  const { client } = session;
  const { address, namespace = null } = client.settings;
  const health = await client.health();
  const vault = { address, namespace, version: health.kind === 'given' ? health.value.version : null };
  if (health.kind !== 'given')
    return { vault, token: null, problem: vaultError('its state', client.settings, health).message, ...rest };
  const facts = await client.lookupSelf();
  // Made by the look at it: what the environment's AppRole gives is not kept.
  if (session.source === 'AppRole') await client.revokeSelf();
  if (facts.kind !== 'given')
    return {
      vault,
      token: null,
      problem: vaultError(`the token of ${session.source}`, client.settings, facts).message,
      ...rest,
    };
  const { policies, ttlSeconds, renewable } = facts.value;
  const leftMs = ttlSeconds === 0 ? null : ttlSeconds * 1000;
  return { vault, token: { source: session.source, policies, leftMs, renewable }, problem: null, ...rest };
}

/**
 * Gives everything back: what killed runs left, with `all` also what running ones hold, and the login. What could not be given back is told
 * in words.
 */
export async function revokeCredentials(
  edge: VaultEdge & { readonly now: () => number },
  o: { readonly all: boolean },
): Promise<{ readonly revoked: readonly string[]; readonly problems: readonly string[] }> {
  const leftovers = await giveBackLeftovers(edge, o);
  const revoked = [...leftovers.revoked];
  const problems = [...leftovers.problems];
  const login = await readLogin(edge.folder);
  // Leases that it must still revoke keep the login.
  if (login !== undefined && problems.length === 0) {
    const answer =
      login.method === 'token' // the user's own, made elsewhere: forgotten here, not revoked
        ? ({ kind: 'given' } as const)
        : await clientOf(edge, login.vault, login.token).revokeSelf();
    if (answer.kind === 'given' || (answer.kind === 'refused' && answer.status === 403)) {
      await rm(loginPath(edge.folder), { force: true });
      revoked.push(
        login.method === 'token'
          ? 'the stored token (forgotten here)'
          : `the login at ${login.vault.address}`,
      );
    } else problems.push(`the login at ${login.vault.address} could not be revoked: ${answer.problem}`);
  }
  return { revoked, problems };
}
