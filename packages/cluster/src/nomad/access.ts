import { readFileSync } from 'node:fs';
import { ClusterError } from '../errors.ts';

/** How to reach a Nomad and as whom: what the `NOMAD_*` variables of its own command line say. */
export interface NomadAccess {
  /** `http://127.0.0.1:4646`, without a slash at the end. */
  readonly address: string;
  readonly namespace: string;
  /** Of federated servers; that of the server asked by default. */
  readonly region?: string;
  readonly token?: string;
  readonly tls?: TlsFiles;
}

/** PEM texts. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly serverName?: string;
  /** The server's certificate is not checked. */
  readonly skipVerify: boolean;
}

/**
 * What the environment says; undefined without `NOMAD_ADDR`. Throws `NOMAD_ACCESS` naming the variable that is no URL or
 * whose file cannot be read. A certificate without its key, or the reverse, is refused.
 */
export function accessFromEnv(env: NodeJS.ProcessEnv): NomadAccess | undefined {
  const address = env.NOMAD_ADDR;
  if (address === undefined || address === '') return undefined;
  const url = URL.parse(address);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || !['', '/'].includes(url.pathname))
    throw new ClusterError('NOMAD_ACCESS', {
      place: 'NOMAD_ADDR',
      problem: `'${address}' is no address of a server`,
      fix: 'write it as http://HOST:4646 or https://HOST:4646',
    });
  if (url.username !== '' || url.password !== '')
    throw new ClusterError('NOMAD_ACCESS', {
      place: 'NOMAD_ADDR',
      problem: 'holds a user or a password, which would end in messages',
      fix: 'put the token into NOMAD_TOKEN',
    });
  const tls = url.protocol === 'https:' ? tlsFromEnv(env) : undefined;
  const access: NomadAccess = {
    address: url.origin,
    namespace: env.NOMAD_NAMESPACE || 'default',
    ...(env.NOMAD_REGION ? { region: env.NOMAD_REGION } : {}),
    ...(tls === undefined ? {} : { tls }),
  };
  // Asked again for every request: a token that Vault gave may be replaced while a run goes on.
  if (env.NOMAD_TOKEN)
    Object.defineProperty(access, 'token', { enumerable: true, get: () => env.NOMAD_TOKEN });
  return access;
}

function tlsFromEnv(env: NodeJS.ProcessEnv): TlsFiles | undefined {
  const ca = pem('NOMAD_CACERT', env.NOMAD_CACERT);
  const cert = pem('NOMAD_CLIENT_CERT', env.NOMAD_CLIENT_CERT);
  const key = pem('NOMAD_CLIENT_KEY', env.NOMAD_CLIENT_KEY);
  if ((cert === undefined) !== (key === undefined))
    throw new ClusterError('NOMAD_ACCESS', {
      place: cert === undefined ? 'NOMAD_CLIENT_CERT' : 'NOMAD_CLIENT_KEY',
      problem: 'is not set, while the other half of the pair is',
      fix: 'set both to PEM files, or neither',
    });
  const skipVerify = ['1', 'true', 't', 'yes'].includes((env.NOMAD_SKIP_VERIFY ?? '').toLowerCase());
  const serverName = env.NOMAD_TLS_SERVER_NAME || undefined;
  if (ca === undefined && cert === undefined && !skipVerify && serverName === undefined) return undefined;
  return {
    skipVerify,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert, key: key! }),
    ...(serverName === undefined ? {} : { serverName }),
  };
}

function pem(variable: string, path: string | undefined): string | undefined {
  if (path === undefined || path === '') return undefined;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ClusterError('NOMAD_ACCESS', {
      place: `${variable}=${path}`,
      problem: `cannot be read (${(cause as NodeJS.ErrnoException).code})`,
      fix: 'name a PEM file that this user may read',
      cause,
    });
  }
  if (text.includes('-----BEGIN ')) return text;
  throw new ClusterError('NOMAD_ACCESS', {
    place: `${variable}=${path}`,
    problem: 'holds no PEM block',
    fix: 'name a PEM file',
  });
}
