import type { DeployConfig } from './config.ts';
import { DeployError } from './errors.ts';
import type { Host } from './host.ts';
import { places } from './places.ts';
import { type PublicKey, parsePublicKey } from './public-key.ts';

/** A tunnel's key pair; of its secret half only the place is ever told. */
export interface TunnelKey {
  readonly path: string;
  readonly publicKey: PublicKey;
  readonly isNew: boolean;
  /** Where the key that was replaced is kept. */
  readonly former: string | undefined;
}

/**
 * Makes the key of a tunnel if it has none, or another one with `replace`, and gives it to the tunnel’s user alone.
 * The key has no passphrase, since nobody is there to type it; what it opens is the collector's socket and nothing else.
 */
export function makeTunnelKey(
  host: Host,
  { tunnel, user }: DeployConfig,
  o: { replace: boolean },
): TunnelKey {
  if (tunnel === undefined)
    throw new DeployError({
      code: 'DEPLOY_ARGUMENT',
      message: `this host has no tunnel, so no key: 'tunnel: none' in ${places.config}`,
    });
  const path = places.tunnelKey(tunnel.name);
  const exists = host.stat(path) !== undefined;
  let former: string | undefined;
  if (exists && o.replace) {
    former = `${path}.former`;
    command(host, 'mv', [path, former]);
    command(host, 'mv', [`${path}.pub`, `${former}.pub`]);
  }
  const isNew = !exists || o.replace;
  if (isNew) {
    command(host, 'install', ['-d', '-m', '0755', '/etc/slotbench']);
    command(host, 'ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', tunnel.name, '-f', path]);
  } else if (host.stat(`${path}.pub`) === undefined) {
    host.write(`${path}.pub`, command(host, 'ssh-keygen', ['-y', '-P', '', '-f', path]), 0o644);
  }
  command(host, 'chown', [`${user}:${user}`, path]);
  command(host, 'chmod', ['0600', path]);
  return { path, publicKey: parsePublicKey(host.read(`${path}.pub`) ?? ''), isNew, former };
}

function command(host: Host, program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = host.run(program, args);
  if (status === 0) return stdout;
  throw new DeployError({
    code: 'DEPLOY_PROGRAM',
    message: `${program} failed: ${stderr.trim() || `exit code ${status}`}`,
    faults: [program === 'chown' ? 'systemd-sysusers makes the user; run it first' : 'is this run as root?'],
  });
}
