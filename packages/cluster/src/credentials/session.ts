import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { ClusterError } from '../errors.ts';
import type { HttpSend, TlsTrust } from './http-send.ts';
import { logIn, readLogin, type StoredLogin } from './login.ts';
import { type VaultClient, vaultClient } from './vault-client.ts';
import {
  type Environment,
  type VaultSettings,
  vaultSettings,
  vaultTrust,
  vaultVariable,
} from './vault-settings.ts';

/** A Vault token and where it came from. */
export interface VaultSession {
  readonly client: VaultClient;
  readonly token: string;
  /** Of the token, where a login said it. */
  readonly accessor: string;
  readonly source: 'VAULT_TOKEN' | 'AppRole' | 'login' | 'token helper';
  readonly roles: StoredLogin['roles'];
}

/** What opening a session needs of its surroundings. */
export interface VaultEdge {
  readonly env: Environment;
  /** Folder of the user, for the file of the token helper. */
  readonly home: string;
  /** `credentialsFolder` of the user. */
  readonly folder: string;
  readonly send: (trust: TlsTrust) => HttpSend;
  readonly sleep: (ms: number) => Promise<void>;
  readonly random: () => number;
}

/**
 * The first of: `VAULT_TOKEN`; an AppRole in the environment (`VAULT_ROLE_ID` and `VAULT_SECRET_ID` or `VAULT_SECRET_ID_FILE`), whose token is
 * made for the caller and his to revoke; `slotbench credentials login`; the token helper of the `vault` command. Throws
 * `CREDENTIALS_MISSING` if there is none.
 */
export async function openSession(edge: VaultEdge): Promise<VaultSession> {
  const { env } = edge;
  const login = await readLogin(edge.folder);
  const settings = vaultSettings(env, vaultVariable(env, 'ADDR') === undefined ? login?.vault : {});
  const roles = login?.roles ?? {};
  const session = (token: string, source: VaultSession['source'], accessor = ''): VaultSession => ({
    client: clientOf(edge, settings, token),
    token,
    accessor,
    source,
    roles,
  });

  const token = vaultVariable(env, 'TOKEN');
  if (token !== undefined) return session(token, 'VAULT_TOKEN');

  const roleId = vaultVariable(env, 'ROLE_ID');
  if (roleId !== undefined) {
    const secretId = vaultVariable(env, 'SECRET_ID') ?? (await secretIdFile(env));
    const mount = vaultVariable(env, 'APPROLE_MOUNT') ?? 'approle';
    const made = await logIn(clientOf(edge, settings), { kind: 'approle', mount, roleId, secretId });
    return session(made.token, 'AppRole', made.accessor);
  }

  if (login !== undefined && login.vault.address === settings.address)
    return session(login.token, 'login', login.accessor);

  const helped = await helperToken(edge, settings);
  if (helped !== undefined) return session(helped, 'token helper');

  throw new ClusterError('CREDENTIALS_MISSING', {
    place: `Vault at ${settings.address}`,
    problem:
      login === undefined
        ? 'nobody has logged in'
        : `the login that is stored is for ${login.vault.address} and VAULT_ADDR says another`,
    fix: 'log in (`slotbench credentials login`), or set VAULT_TOKEN, or VAULT_ROLE_ID and VAULT_SECRET_ID',
  });
}

/** A client with or without a token. */
export function clientOf(edge: VaultEdge, settings: VaultSettings, token?: string): VaultClient {
  return vaultClient({
    settings,
    send: edge.send(vaultTrust(settings)),
    sleep: edge.sleep,
    random: edge.random,
    ...(token === undefined ? {} : { token }),
  });
}

async function secretIdFile(env: Environment): Promise<string> {
  const path = vaultVariable(env, 'SECRET_ID_FILE');
  if (path === undefined)
    throw new ClusterError('CREDENTIALS_MISSING', {
      place: 'VAULT_SECRET_ID',
      problem: 'VAULT_ROLE_ID is set and its secret is not',
      fix: 'set VAULT_SECRET_ID or VAULT_SECRET_ID_FILE',
    });
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    throw new ClusterError('CREDENTIALS_FILE', {
      place: path,
      problem: `VAULT_SECRET_ID_FILE cannot be read: ${(cause as NodeJS.ErrnoException).code}`,
      fix: 'name a file that can be read',
      cause,
    });
  }
}

/** `~/.vault-token`, or what the program that `~/.vault` names prints for `get`. */
async function helperToken(edge: VaultEdge, settings: VaultSettings): Promise<string | undefined> {
  const config = await readFile(edge.env.VAULT_CONFIG_PATH || join(edge.home, '.vault'), 'utf8').catch(
    () => '',
  );
  const program = /^\s*"?token_helper"?\s*[=:]\s*"([^"\n]+)"/m.exec(config)?.[1];
  if (program === undefined) {
    const text = await readFile(join(edge.home, '.vault-token'), 'utf8').catch(() => '');
    return text.trim() || undefined;
  }
  if (!isAbsolute(program))
    throw new ClusterError('CREDENTIALS_FILE', {
      place: program,
      problem: 'the token helper of ~/.vault is no absolute path',
      fix: 'write its absolute path',
    });
  return await new Promise((resolve, reject) =>
    execFile(
      program,
      ['get'],
      {
        env: { PATH: edge.env.PATH ?? '', HOME: edge.home, VAULT_ADDR: settings.address },
        timeout: 10_000,
        encoding: 'utf8',
      },
      (error, stdout) => {
        if (error === null) resolve(stdout.trim() || undefined);
        else
          reject(
            new ClusterError('CREDENTIALS_MISSING', {
              place: program,
              problem: `the token helper of ~/.vault failed (${error.code ?? error.signal ?? 'no exit code'})`,
              fix: 'try `vault token lookup`, or log in with `slotbench credentials login`',
            }),
          );
      },
    ),
  );
}
