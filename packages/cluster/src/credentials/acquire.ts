import { ClusterError } from '../errors.ts';
import { coverage, type Span } from './coverage.ts';
import { giveBack, giveBackLeftovers } from './give-back.ts';
import { type KeeperEvent, type Kept, keepLeases } from './keeper.ts';
import { issued, type Lease, type LeaseEvent } from './lease.ts';
import {
  type LeaseRecord,
  newRecordPath,
  openCredentialsFolder,
  type RecordedLease,
  recordOwner,
  writeSecretFile,
} from './lease-record.ts';
import { readLogin } from './login.ts';
import {
  type CredentialNeed,
  fromEnvironment,
  nameOf,
  pathOf,
  type Variables,
  variablesFrom,
} from './needs.ts';
import { keepSecretsFromDumps, secretText } from './secret-text.ts';
import { openSession, type VaultEdge, type VaultSession } from './session.ts';
import { type TokenFacts, type VaultAnswer, vaultError } from './vault-client.ts';

/** Whether somebody said from which role of Vault a Nomad token, or keys of AWS, may be had: without that nobody is asked. */
export async function hasRole(edge: CredentialsEdge, kind: 'nomad' | 'aws'): Promise<boolean> {
  const named = kind === 'nomad' ? edge.env.SLOTBENCH_NOMAD_ROLE : edge.env.SLOTBENCH_AWS_ROLE;
  return Boolean(named) || (await readLogin(edge.folder))?.roles[kind] !== undefined;
}

/** What `acquireCredentials` needs of its surroundings. */
export interface CredentialsEdge extends VaultEdge {
  readonly now: () => number;
  /** Of the renewals; rejects or resolves early when `signal` aborts, and does not keep the process alive. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Credentials of a run. Values are handed out by a function, so that printing the object prints none. */
export interface HeldCredentials {
  /**
   * Variables and values as they are now: a credential that Vault does not let live long enough is replaced on the way, so ask again
   * before each use. For use in this process: never into arguments, files, or the environment of a program that does not need them.
   */
  env(): Variables;
  /** What a user should know before the run, in words. */
  readonly notes: readonly string[];
  /** A text of somebody else without any secret that is held. */
  clean(text: string): string;
  /** Revokes what was issued; tells what it could not, in words. May be called again. */
  release(): Promise<readonly string[]>;
}

/**
 * Gets what a run needs: from the environment where it is, else from Vault or OpenBao. First revokes what a killed run left. Leases are
 * recorded (0600) as they are issued, renewed until `release`, and checked against `plannedMs`. Throws `CREDENTIALS_MISSING`,
 * `VAULT_UNREACHABLE`, `VAULT_REFUSED`, and `LEASE_TOO_SHORT` if they would end before the run, unless `acceptShort`; then nothing is held.
 */
export async function acquireCredentials(
  needs: readonly CredentialNeed[],
  o: {
    readonly edge: CredentialsEdge;
    /** How long the run is planned to last. */
    readonly plannedMs: number;
    /** Goes on with credentials that end too early and says so in the notes. */
    readonly acceptShort?: boolean;
    /** Told of renewals, replacements and losses while the run goes on. */
    readonly tell: (event: KeeperEvent) => void;
  },
): Promise<HeldCredentials> {
  const { edge } = o;
  const variables: Record<string, string> = {};
  const secrets = secretText();
  const notes: string[] = [];
  const take = (found: Variables) => {
    Object.assign(variables, found);
    for (const value of Object.values(found)) secrets.add(value);
  };

  const leftovers = await giveBackLeftovers(edge);
  if (leftovers.revoked.length > 0)
    notes.push(`revoked what an earlier run left: ${leftovers.revoked.join(', ')}`);
  notes.push(...leftovers.problems);

  const missing: CredentialNeed[] = [];
  for (const need of needs) {
    const found = fromEnvironment(need, edge.env);
    if (found === undefined) missing.push(need);
    else take(found);
  }
  if (needs.length > 0) keepSecretsFromDumps();
  const held = (release: () => Promise<readonly string[]>): HeldCredentials => ({
    env: () => ({ ...variables }),
    notes,
    clean: (text) => secrets.clean(text),
    release,
  });
  if (missing.length === 0) return held(async () => []);

  const session = await openSession(edge);
  secrets.add(session.token);
  const issue = await openIssue(session, edge);
  try {
    const facts = await session.client.lookupSelf();
    if (facts.kind !== 'given')
      throw vaultError(`the token of ${session.source}`, session.client.settings, facts);
    const kept: Kept[] = [];
    const spans: Span[] = [];
    const neededSeconds = (o.plannedMs * 1.25) / 1000;
    const token = await tokenSpan(session, facts.value, { neededSeconds, now: edge.now });
    for (const need of missing) {
      const path = pathOf(need, { env: edge.env, roles: session.roles });
      const what = nameOf(need, path);
      const get = async (): Promise<Got | VaultAnswer<never>> => {
        const answer = await session.client.read(path);
        if (answer.kind !== 'given') return answer;
        const { leaseId, leaseSeconds, renewable } = answer.value;
        const lease = issued({
          atMs: edge.now(),
          ttlMs: leaseId === '' ? 0 : leaseSeconds * 1000,
          renewable,
        });
        // Recorded before anybody uses it.
        if (lease !== undefined) await issue.add({ id: leaseId, what, endsMs: endOf(lease) });
        take(variablesFrom(need, path, answer.value));
        return { kind: 'got', leaseId, lease };
      };
      const got = await get();
      if (got.kind !== 'got') throw vaultError(what, session.client.settings, got as never);
      if (got.lease === undefined) continue;
      spans.push(await leaseSpan(session, what, { ...got, lease: got.lease, neededSeconds }));
      kept.push(keptLease(session, what, { got: { ...got, lease: got.lease }, get, issue, now: edge.now }));
    }
    const covered = coverage({ token: token.span, leases: spans, plannedMs: o.plannedMs });
    if (covered.shortfalls.length > 0 && o.acceptShort !== true)
      throw new ClusterError('LEASE_TOO_SHORT', {
        place: `Vault at ${session.client.settings.address}`,
        problem: covered.shortfalls.join('; '),
        fix: 'have that life lengthened, or make the run shorter',
      });
    notes.push(...covered.shortfalls, ...covered.notes);
    const keeper = keepLeases([...(token.kept === undefined ? [] : [token.kept]), ...kept], {
      now: edge.now,
      sleep: edge.wait,
      random: edge.random,
      tell: (event) => o.tell({ ...event, words: secrets.clean(event.words) }),
    });
    return held(async () => {
      await keeper.stop();
      return await issue.giveBack();
    });
  } catch (error) {
    await issue.giveBack();
    throw error;
  }
}

interface Got {
  readonly kind: 'got';
  readonly leaseId: string;
  readonly lease: Lease | undefined;
}

/** The record of this run on disk, which grows with each lease. */
interface Issue {
  add(lease: RecordedLease): Promise<void>;
  moved(id: string, endsMs: number): Promise<void>;
  giveBack(): Promise<readonly string[]>;
}

async function openIssue(session: VaultSession, edge: CredentialsEdge): Promise<Issue> {
  await openCredentialsFolder(edge.folder);
  const path = newRecordPath(edge.folder);
  let record: LeaseRecord = {
    version: 1,
    owner: recordOwner(),
    vault: session.client.settings,
    ...(session.source === 'AppRole'
      ? { ownToken: { token: session.token, accessor: session.accessor } }
      : {}),
    leases: [],
  };
  let open = true;
  let writing: Promise<void> = Promise.resolve();
  const write = (leases: readonly RecordedLease[]) => {
    record = { ...record, leases };
    writing = writing.then(() => writeSecretFile(path, record));
    return writing;
  };
  if (record.ownToken !== undefined) await write([]); // it is there to be revoked from now on
  return {
    add: (lease) => write([...record.leases, lease]),
    moved: (id, endsMs) =>
      write(record.leases.map((lease) => (lease.id === id ? { ...lease, endsMs } : lease))),
    async giveBack() {
      if (!open) return [];
      open = false;
      await writing;
      return (await giveBack({ path, record }, session.client, edge.now)).problems;
    },
  };
}

function keptLease(
  session: VaultSession,
  what: string,
  o: {
    readonly got: Got & { readonly lease: Lease };
    readonly get: () => Promise<Got | VaultAnswer<never>>;
    readonly issue: Issue;
    readonly now: () => number;
  },
): Kept {
  let id = o.got.leaseId;
  return {
    what,
    lease: o.got.lease,
    async renew(ttlMs) {
      return eventOf(await session.client.renewLease(id, ttlMs / 1000), o.now());
    },
    async replace() {
      // The old one stays recorded: it is revoked with the others at the end.
      const next = await o
        .get()
        .catch((error: Error) => ({ kind: 'refused' as const, status: 0, problem: error.message }));
      if (next.kind !== 'got') return { kind: 'failed', problem: (next as { problem: string }).problem };
      if (next.lease === undefined) return { kind: 'failed', problem: 'Vault gave it without a lease' };
      id = next.leaseId;
      return next.lease;
    },
    changed: (lease) => o.issue.moved(id, endOf(lease)),
  };
}

/** How long the token can be kept, found out by asking for as long as is needed and going back to its own time. */
async function tokenSpan(
  session: VaultSession,
  facts: TokenFacts,
  o: { readonly neededSeconds: number; readonly now: () => number },
): Promise<{ readonly span: Span; readonly kept: Kept | undefined }> {
  const what = `Vault token (${session.source})`;
  const { ttlSeconds, creationTtlSeconds, periodSeconds, explicitMaxSeconds, createdSeconds, renewable } =
    facts;
  const setBy = 'log in again with a role of a longer token_max_ttl';
  const span = (maxMs: number | null): Span => ({ what, maxMs, replaceable: false, setBy });
  if (ttlSeconds === 0) return { span: span(null), kept: undefined };
  if (!renewable)
    return {
      span: span(ttlSeconds * 1000),
      kept: keptToken(session, what, issued({ atMs: o.now(), ttlMs: ttlSeconds * 1000, renewable })!, o.now),
    };
  const ownSeconds = Math.max(ttlSeconds, creationTtlSeconds);
  let maxMs: number | null = null;
  let nowSeconds = ttlSeconds;
  if (periodSeconds > 0) {
    if (explicitMaxSeconds > 0) maxMs = (createdSeconds + explicitMaxSeconds) * 1000 - o.now();
  } else {
    const most = await session.client.renewSelf(o.neededSeconds);
    if (most.kind !== 'given') maxMs = ttlSeconds * 1000;
    else {
      nowSeconds = most.value.leaseSeconds;
      if (most.value.leaseSeconds < o.neededSeconds - 2) maxMs = most.value.leaseSeconds * 1000;
      if (most.value.leaseSeconds > ownSeconds) {
        const back = await session.client.renewSelf(ownSeconds);
        if (back.kind === 'given') nowSeconds = back.value.leaseSeconds;
      }
    }
  }
  const term = { fromMs: o.now(), endsMs: o.now() + nowSeconds * 1000, ttlMs: ownSeconds * 1000 };
  return { span: span(maxMs), kept: keptToken(session, what, { kind: 'live', term, failures: 0 }, o.now) };
}

function keptToken(session: VaultSession, what: string, lease: Lease, now: () => number): Kept {
  return {
    what,
    lease,
    renew: async (ttlMs) => eventOf(await session.client.renewSelf(ttlMs / 1000), now()),
    changed: async () => undefined,
  };
}

/** As for the token. Where Vault does not let it be renewed, its own time is all. */
async function leaseSpan(
  session: VaultSession,
  what: string,
  o: { readonly leaseId: string; readonly lease: Lease; readonly neededSeconds: number },
): Promise<Span> {
  const ttlMs = o.lease.kind === 'lost' ? 0 : o.lease.term.ttlMs;
  const span = (maxMs: number | null): Span => ({
    what,
    maxMs,
    replaceable: true,
    setBy: 'its longest life is the max_ttl of the role or mount',
  });
  if (o.lease.kind !== 'live') return span(ttlMs);
  const most = await session.client.renewLease(o.leaseId, o.neededSeconds);
  if (most.kind !== 'given') return span(ttlMs);
  if (most.value.leaseSeconds * 1000 > ttlMs) await session.client.renewLease(o.leaseId, ttlMs / 1000);
  return span(most.value.leaseSeconds < o.neededSeconds - 2 ? most.value.leaseSeconds * 1000 : null);
}

function eventOf(
  answer: VaultAnswer<{ readonly leaseSeconds: number; readonly renewable: boolean }>,
  atMs: number,
): LeaseEvent {
  switch (answer.kind) {
    case 'given': {
      const { leaseSeconds, renewable } = answer.value;
      return { kind: 'renewed', atMs, grantedMs: leaseSeconds * 1000, renewable };
    }
    case 'refused':
      // A busy, sealed or restarting server may answer again before the lease ends.
      if (answer.status === 429 || answer.status >= 500)
        return { kind: 'unreachable', atMs, problem: answer.problem };
      return { kind: 'refused', atMs, problem: answer.problem };
    case 'unreachable':
      return { kind: 'unreachable', atMs, problem: answer.problem };
  }
}

function endOf(lease: Lease): number {
  return lease.kind === 'lost' ? 0 : lease.term.endsMs;
}
