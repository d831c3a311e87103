import { rm } from 'node:fs/promises';
import { isAlive } from '../process-identity.ts';
import {
  type FoundRecord,
  type LeaseRecord,
  listRecords,
  type RecordedLease,
  writeSecretFile,
} from './lease-record.ts';
import { clientOf, openSession, type VaultEdge } from './session.ts';
import type { VaultClient } from './vault-client.ts';

/**
 * Revokes what processes left that are gone (`kill -9`, a power cut), or everything with `all`. What could not be given back is told in
 * words and stays recorded for the next time, until it has ended by itself.
 */
export async function giveBackLeftovers(
  edge: VaultEdge & { readonly now: () => number },
  o: { readonly all?: boolean } = {},
): Promise<{ readonly revoked: readonly string[]; readonly problems: readonly string[] }> {
  const records = (await listRecords(edge.folder)).filter(
    ({ record }) => o.all === true || !isAlive(record.owner),
  );
  const revoked: string[] = [];
  const problems: string[] = [];
  for (const found of records) {
    const { record } = found;
    const token = record.ownToken?.token ?? (await otherToken(edge, record));
    if (token === undefined) {
      const left = record.leases.filter(({ endsMs }) => endsMs > edge.now());
      if (left.length === 0) await rm(found.path, { force: true });
      else
        problems.push(
          `${left.map(({ what }) => what).join(', ')} of an earlier run cannot be revoked without a login at ${record.vault.address}: \`slotbench credentials login\`, then \`slotbench credentials revoke\``,
        );
      continue;
    }
    const given = await giveBack(found, clientOf(edge, record.vault, token), edge.now);
    revoked.push(...given.revoked);
    problems.push(...given.problems);
  }
  return { revoked, problems };
}

/** Revokes the leases of a record, then the token if it was made for the run, and removes the record if nothing is left. */
export async function giveBack(
  found: FoundRecord,
  client: VaultClient,
  now: () => number,
): Promise<{ readonly revoked: readonly string[]; readonly problems: readonly string[] }> {
  const { record, path } = found;
  const revoked: string[] = [];
  const left: RecordedLease[] = [];
  const why: string[] = [];
  for (const lease of record.leases) {
    const answer = await client.revokeLease(lease.id);
    // 400 where Vault does not know the lease: it has ended or was revoked
    if (answer.kind === 'given' || (answer.kind === 'refused' && answer.status === 400))
      revoked.push(lease.what);
    else if (lease.endsMs > now()) {
      left.push(lease);
      why.push(`${lease.what}: ${answer.problem}`);
    }
  }
  let problems: string[] = [];
  if (record.ownToken !== undefined) {
    const answer = await client.revokeSelf();
    const gone = answer.kind === 'given' || (answer.kind === 'refused' && answer.status === 403);
    if (gone) {
      // With it Vault revokes what was issued with it.
      revoked.push(...left.map(({ what }) => what));
      left.length = 0;
    } else problems = [`the token of the run could not be revoked: ${answer.problem}`];
  }
  if (left.length > 0)
    problems.push(
      `not revoked: ${why.join('; ')}. It ends by itself; the policy of the token needs "update" on sys/leases/revoke`,
    );
  if (problems.length === 0) await rm(path, { force: true });
  else {
    const rest: LeaseRecord = { ...record, leases: left };
    await writeSecretFile(path, rest);
  }
  return { revoked, problems };
}

/** The user's own token, if it is for the same server. */
async function otherToken(edge: VaultEdge, record: LeaseRecord): Promise<string | undefined> {
  try {
    const session = await openSession(edge);
    return session.client.settings.address === record.vault.address ? session.token : undefined;
  } catch {
    return undefined;
  }
}
