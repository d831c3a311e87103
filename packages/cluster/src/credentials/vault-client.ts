import { ClusterError } from '../errors.ts';
import type { HttpSend } from './http-send.ts';
import type { VaultSettings } from './vault-settings.ts';

/** What Vault gave: the data of the path, and a lease where the secret has one. Durations in seconds, as Vault says them. */
export interface VaultSecret {
  readonly data: Readonly<Record<string, unknown>>;
  readonly leaseId: string;
  readonly leaseSeconds: number;
  readonly renewable: boolean;
}

/** A Vault token that a login gave. */
export interface VaultLogin {
  readonly token: string;
  readonly accessor: string;
  /** 0: it does not end by itself. */
  readonly leaseSeconds: number;
  readonly renewable: boolean;
  readonly policies: readonly string[];
}

export interface TokenFacts {
  readonly displayName: string;
  readonly policies: readonly string[];
  /** Seconds left; 0 for one that does not end. */
  readonly ttlSeconds: number;
  /** Seconds that it was made for. */
  readonly creationTtlSeconds: number;
  /** A periodic one lives as long as it is renewed; 0 for others. */
  readonly periodSeconds: number;
  /** Seconds from its making after which no renewal helps; 0: none but the system's. */
  readonly explicitMaxSeconds: number;
  /** When it was made, seconds since 1970. */
  readonly createdSeconds: number;
  readonly renewable: boolean;
}

/** `refused`: Vault answered with an error; `unreachable`: nothing came, or nothing that Vault says. */
export type VaultAnswer<T> =
  | { readonly kind: 'given'; readonly value: T }
  | { readonly kind: 'refused'; readonly status: number; readonly problem: string }
  | { readonly kind: 'unreachable'; readonly problem: string };

/** Seconds of one request. */
const REQUEST_TIMEOUT_MS = 15_000;
/** Tries of a request that a busy or restarting server did not answer: after about 0.5, 1 and 2 s. */
const TRIES = 4;

/** Vault and OpenBao speak the same HTTP; only what is used here is here. No answer ever holds the text of a request. */
export interface VaultClient {
  readonly settings: VaultSettings;
  /** In words what keeps it from serving; `given` if it serves. */
  health(): Promise<VaultAnswer<{ readonly version: string }>>;
  read(path: string): Promise<VaultAnswer<VaultSecret>>;
  /** Logs in at `auth/MOUNT/…`; needs no token. Without fields it is a GET. */
  login(path: string, fields?: Readonly<Record<string, string>>): Promise<VaultAnswer<VaultLogin>>;
  /** Writes without expecting a login; for OIDC's first step. */
  ask(path: string, fields: Readonly<Record<string, string>>): Promise<VaultAnswer<VaultSecret>>;
  lookupSelf(): Promise<VaultAnswer<TokenFacts>>;
  /** Gives the token at least this long from now, or as long as it may; the answer is what it got. */
  renewSelf(
    seconds: number,
  ): Promise<VaultAnswer<{ readonly leaseSeconds: number; readonly renewable: boolean }>>;
  revokeSelf(): Promise<VaultAnswer<undefined>>;
  renewLease(
    id: string,
    seconds: number,
  ): Promise<VaultAnswer<{ readonly leaseSeconds: number; readonly renewable: boolean }>>;
  /** Resolves once the credential behind the lease is gone (`sync`), not only once that is planned. */
  revokeLease(id: string): Promise<VaultAnswer<undefined>>;
}

export function vaultClient(o: {
  readonly settings: VaultSettings;
  readonly send: HttpSend;
  readonly token?: string;
  /** Milliseconds between tries; 0 ≤ random < 1. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly random: () => number;
}): VaultClient {
  const { settings } = o;
  const call = async (
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    fields?: Readonly<Record<string, unknown>>,
  ): Promise<VaultAnswer<Answer>> => {
    for (let attempt = 1; ; attempt++) {
      const answer = await once(method, path, fields);
      const again =
        answer.kind === 'unreachable' ||
        (answer.kind === 'refused' && (answer.status === 429 || answer.status >= 500));
      if (!again || attempt === TRIES) return answer;
      await o.sleep(500 * 2 ** (attempt - 1) * (0.75 + o.random() / 2));
    }
  };
  const once = async (
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    fields?: Readonly<Record<string, unknown>>,
  ): Promise<VaultAnswer<Answer>> => {
    let status: number;
    let body: string;
    try {
      ({ status, body } = await o.send({
        method,
        url: `${settings.address}/v1/${path}`,
        headers: {
          'x-vault-request': 'true',
          ...(o.token === undefined ? {} : { 'x-vault-token': o.token }),
          // of the server, not of a namespace
          ...(settings.namespace === undefined || path.startsWith('sys/health')
            ? {}
            : { 'x-vault-namespace': settings.namespace }),
          ...(fields === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(fields === undefined ? {} : { body: JSON.stringify(fields) }),
        timeoutMs: REQUEST_TIMEOUT_MS,
      }));
    } catch (error) {
      return { kind: 'unreachable', problem: reasonOf(error as Error) };
    }
    if (status === 204) return { kind: 'given', value: {} };
    let answer: Answer;
    try {
      answer = JSON.parse(body);
      if (typeof answer !== 'object' || answer === null) throw new Error('no object');
    } catch {
      return { kind: 'unreachable', problem: `it answers ${status} and not with Vault's JSON` };
    }
    if (status >= 200 && status < 300) return { kind: 'given', value: answer };
    const errors = (answer.errors ?? []).filter((text): text is string => typeof text === 'string');
    return {
      kind: 'refused',
      status,
      problem:
        errors.length > 0
          ? errors.map(oneLine).join('; ')
          : status === 404
            ? 'no such path'
            : `HTTP ${status}`,
    };
  };
  return {
    settings,
    async health() {
      const answer = await once('GET', 'sys/health?standbyok=true&perfstandbyok=true');
      if (answer.kind === 'given')
        return { kind: 'given', value: { version: String(answer.value.version ?? 'unknown') } };
      if (answer.kind === 'refused' && answer.status === 503) return { ...answer, problem: 'it is sealed' };
      if (answer.kind === 'refused' && answer.status === 501)
        return { ...answer, problem: 'it is not initialised' };
      return answer;
    },
    read: async (path) => given(await call('GET', path), secretOf),
    ask: async (path, fields) => given(await call('POST', path, fields), secretOf),
    login: async (path, fields) =>
      given(await call(fields === undefined ? 'GET' : 'POST', path, fields), loginOf),
    lookupSelf: async () =>
      given(await call('GET', 'auth/token/lookup-self'), ({ data }) => ({
        displayName: String(data?.display_name ?? ''),
        policies: textList(data?.policies),
        ttlSeconds: Number(data?.ttl ?? 0),
        creationTtlSeconds: Number(data?.creation_ttl ?? 0),
        periodSeconds: Number(data?.period ?? 0),
        explicitMaxSeconds: Number(data?.explicit_max_ttl ?? 0),
        createdSeconds: Number(data?.creation_time ?? 0),
        renewable: data?.renewable === true,
      })),
    renewSelf: async (seconds) =>
      given(
        await call('POST', 'auth/token/renew-self', { increment: `${Math.ceil(seconds)}s` }),
        ({ auth }) => ({
          leaseSeconds: auth?.lease_duration ?? 0,
          renewable: auth?.renewable === true,
        }),
      ),
    revokeSelf: async () => given(await call('POST', 'auth/token/revoke-self', {}), () => undefined),
    renewLease: async (id, seconds) =>
      given(
        await call('PUT', 'sys/leases/renew', { lease_id: id, increment: Math.ceil(seconds) }),
        (answer) => ({ leaseSeconds: answer.lease_duration ?? 0, renewable: answer.renewable === true }),
      ),
    revokeLease: async (id) =>
      given(await call('PUT', 'sys/leases/revoke', { lease_id: id, sync: true }), () => undefined),
  };
}

/** The error of an answer that was none, with what to do. `what` names what was asked for, never what was sent. */
export function vaultError(
  what: string,
  settings: VaultSettings,
  answer: Exclude<VaultAnswer<never>, { kind: 'given' }>,
): ClusterError {
  const place = `Vault at ${settings.address}${settings.namespace === undefined ? '' : ` (namespace ${settings.namespace})`}`;
  if (answer.kind === 'unreachable')
    return new ClusterError('VAULT_UNREACHABLE', {
      place,
      problem: `${what}: ${answer.problem}`,
      fix: /CERT|VERIFY|ISSUER/i.test(answer.problem)
        ? 'name its authority with VAULT_CACERT'
        : 'check VAULT_ADDR and that the server runs and can be reached from here',
    });
  return new ClusterError('VAULT_REFUSED', {
    place,
    problem: `${what}: ${answer.problem} (${answer.status})`,
    fix: fixOf(answer.status),
  });
}

function fixOf(status: number): string {
  switch (status) {
    case 400:
      return 'check role, mount and what was entered';
    case 403:
      return 'log in again (`slotbench credentials login`), or ask for a policy that allows this path';
    case 404:
      return 'check the mount, the role and VAULT_NAMESPACE';
    case 429:
      return 'wait until the server has time again';
    case 503:
      return 'unseal the server';
    default:
      return 'see the log of the server';
  }
}

/** The part of Vault's answers that is read. */
interface Answer {
  readonly errors?: readonly unknown[];
  readonly version?: string;
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly lease_id?: string;
  readonly lease_duration?: number;
  readonly renewable?: boolean;
  readonly auth?: {
    readonly client_token?: string;
    readonly accessor?: string;
    readonly lease_duration?: number;
    readonly renewable?: boolean;
    readonly policies?: readonly string[];
    readonly mfa_requirement?: object | null;
  } | null;
}

function given<T>(answer: VaultAnswer<Answer>, read: (value: Answer) => T | undefined): VaultAnswer<T> {
  if (answer.kind !== 'given') return answer;
  try {
    return { kind: 'given', value: read(answer.value) as T };
  } catch (error) {
    return { kind: 'refused', status: 200, problem: (error as Error).message };
  }
}

function secretOf({ data, lease_id, lease_duration, renewable }: Answer): VaultSecret {
  return {
    data: data ?? {},
    leaseId: lease_id ?? '',
    leaseSeconds: lease_duration ?? 0,
    renewable: renewable === true,
  };
}

function loginOf({ auth }: Answer): VaultLogin {
  if (typeof auth?.client_token !== 'string' || auth.client_token === '')
    throw new Error(
      auth?.mfa_requirement
        ? 'it asks for a second factor, which is not supported'
        : 'the login gave no token',
    );
  return {
    token: auth.client_token,
    accessor: auth.accessor ?? '',
    leaseSeconds: auth.lease_duration ?? 0,
    renewable: auth.renewable === true,
    policies: textList(auth.policies),
  };
}

/** Vault writes several errors as a list under a heading. */
function oneLine(text: string): string {
  return text
    .replace(/^\d+ errors? occurred:\s*\*?\s*/, '')
    .replaceAll(/\s*\n\s*(?:\* )?/g, '; ')
    .replace(/[;\s]+$/, '');
}

function textList(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Only the system's word: messages of other layers may repeat what was sent. */
function reasonOf(error: Error & { code?: string }): string {
  const words: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'no such host',
    EAI_AGAIN: 'the name of the host cannot be looked up',
    ECONNRESET: 'the connection was cut',
    ETIMEDOUT: 'no answer',
  };
  if (error.code !== undefined) return words[error.code] ?? error.code;
  return /^(?:no answer within|an answer of more than) /.test(error.message)
    ? error.message
    : 'the request failed';
}
