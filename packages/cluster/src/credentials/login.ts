import { join } from 'node:path';
import { ClusterError } from '../errors.ts';
import { openCredentialsFolder, readSecretFile, writeSecretFile } from './lease-record.ts';
import { logInByOidc, type OidcEdge } from './oidc-login.ts';
import { type VaultClient, type VaultLogin, vaultError } from './vault-client.ts';
import type { VaultSettings } from './vault-settings.ts';

/** How a user proves who they are. Secrets come from the terminal, standard input or a file, never from an argument. */
export type LoginMethod =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'approle'; readonly mount: string; readonly roleId: string; readonly secretId: string }
  | { readonly kind: 'github'; readonly mount: string; readonly token: string }
  | { readonly kind: 'oidc'; readonly mount: string; readonly role: string; readonly edge: OidcEdge };

export type LoginKind = LoginMethod['kind'];

/** A login that is kept for later commands: `login.json`, mode 0600. */
export interface StoredLogin {
  readonly version: 1;
  readonly vault: VaultSettings;
  readonly method: LoginKind;
  readonly token: string;
  readonly accessor: string;
  /** Milliseconds since 1970; `null`: it does not end. */
  readonly endsMs: number | null;
  /** Roles of the secrets engines, for what does not name one. */
  readonly roles: { readonly nomad?: string; readonly aws?: string };
}

/** Logs in, or throws `VAULT_REFUSED` or `VAULT_UNREACHABLE`. A token is only looked at. */
export async function logIn(client: VaultClient, method: LoginMethod): Promise<VaultLogin> {
  switch (method.kind) {
    case 'token': {
      const facts = await client.lookupSelf();
      if (facts.kind !== 'given') throw vaultError('the token', client.settings, facts);
      const { ttlSeconds, renewable, policies } = facts.value;
      return { token: method.token, accessor: '', leaseSeconds: ttlSeconds, renewable, policies };
    }
    case 'approle': {
      const { roleId, secretId, mount } = method;
      const answer = await client.login(`auth/${mount}/login`, { role_id: roleId, secret_id: secretId });
      if (answer.kind !== 'given')
        throw vaultError(`login by AppRole (auth/${mount})`, client.settings, answer);
      return answer.value;
    }
    case 'github': {
      const answer = await client.login(`auth/${method.mount}/login`, { token: method.token });
      if (answer.kind !== 'given')
        throw vaultError(
          `login by GitHub (auth/${method.mount}; the token needs the scope read:org)`,
          client.settings,
          answer,
        );
      return answer.value;
    }
    case 'oidc':
      return await logInByOidc(client, method);
  }
}

export async function storeLogin(folder: string, login: StoredLogin): Promise<void> {
  await openCredentialsFolder(folder);
  await writeSecretFile(loginPath(folder), login);
}

/** `undefined` if nobody has logged in; throws `CREDENTIALS_FILE` for a file that is damaged or that others may read. */
export async function readLogin(folder: string): Promise<StoredLogin | undefined> {
  const path = loginPath(folder);
  const login = (await readSecretFile(path)) as Partial<StoredLogin> | undefined;
  if (login === undefined) return undefined;
  if (login.version !== 1 || typeof login.token !== 'string' || typeof login.vault?.address !== 'string')
    throw new ClusterError('CREDENTIALS_FILE', {
      place: path,
      problem: 'it is no login of this version',
      fix: 'remove it and log in again',
    });
  return login as StoredLogin;
}

export function loginPath(folder: string): string {
  return join(folder, 'login.json');
}
