import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterError } from '../errors.ts';
import type { TlsTrust } from './http-send.ts';

/** Where a Vault or OpenBao is and how it is spoken to. */
export interface VaultSettings {
  /** `https://host:port`, without a slash at its end. */
  readonly address: string;
  readonly namespace?: string;
  /** File of authorities, kept by name so that a later start can read it again. */
  readonly caFile?: string;
  readonly skipVerify: boolean;
  readonly serverName?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * From the variables of the `vault` command, each also by its OpenBao name (`BAO_ADDR` before `VAULT_ADDR`); `named` goes first.
 * Throws `CREDENTIALS_MISSING` without an address, `CREDENTIALS_FILE` for one that is none.
 */
export function vaultSettings(env: Environment, named: Partial<VaultSettings> = {}): VaultSettings {
  const address = named.address ?? vaultVariable(env, 'ADDR');
  if (address === undefined)
    throw new ClusterError('CREDENTIALS_MISSING', {
      place: 'VAULT_ADDR',
      problem: 'it is not said where Vault or OpenBao is',
      fix: 'set VAULT_ADDR, or name it once: `slotbench credentials login --address https://HOST:8200`',
    });
  if (!/^https?:\/\/[^/?#@]+\/*$/.test(address))
    throw new ClusterError('CREDENTIALS_FILE', {
      place: 'VAULT_ADDR',
      problem: 'expected https://HOST:PORT and nothing behind it',
      fix: 'correct the address; a token never belongs into it',
    });
  const namespace = named.namespace ?? vaultVariable(env, 'NAMESPACE');
  const caFile = named.caFile ?? vaultVariable(env, 'CACERT');
  const serverName = named.serverName ?? vaultVariable(env, 'TLS_SERVER_NAME');
  return {
    address: address.replace(/\/+$/, ''),
    ...(namespace === undefined ? {} : { namespace }),
    ...(caFile === undefined ? {} : { caFile }),
    ...(serverName === undefined ? {} : { serverName }),
    skipVerify: named.skipVerify ?? /^(?:1|t|true)$/i.test(vaultVariable(env, 'SKIP_VERIFY') ?? ''),
  };
}

/** Throws `CREDENTIALS_FILE` if the authorities cannot be read. */
export function vaultTrust(settings: VaultSettings): TlsTrust {
  const { caFile, skipVerify, serverName } = settings;
  const named = serverName === undefined ? {} : { serverName };
  if (caFile === undefined) return { skipVerify, ...named };
  try {
    return { ca: readFileSync(caFile, 'utf8'), skipVerify, ...named };
  } catch (cause) {
    throw new ClusterError('CREDENTIALS_FILE', {
      place: caFile,
      problem: `the authorities of Vault (VAULT_CACERT) cannot be read: ${(cause as NodeJS.ErrnoException).code}`,
      fix: 'name a PEM file that can be read',
      cause,
    });
  }
}

export function vaultVariable(env: Environment, name: string): string | undefined {
  return env[`BAO_${name}`] || env[`VAULT_${name}`] || undefined;
}

/** Folder of logins and of what leases are held: `$XDG_STATE_HOME/slotbench/credentials`. */
export function credentialsFolder(env: Environment, home: string): string {
  return join(env.XDG_STATE_HOME || join(home, '.local', 'state'), 'slotbench', 'credentials');
}
