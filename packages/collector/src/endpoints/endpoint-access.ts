import { createHash, timingSafeEqual } from 'node:crypto';
import type { CollectorConfig, Endpoint } from '../configuration/config.ts';
import { CollectorError } from '../errors.ts';
import { loadTlsKeys, type TlsKeys } from './tls-keys.ts';

/** What a client of an endpoint needs: TLS, and a token. Without either everybody who reaches it may read. */
export interface EndpointAccess {
  readonly tls: TlsKeys | undefined;
  /** SHA-256 of the token, so that comparing takes the same time for each guess. */
  readonly tokenHash: Buffer | undefined;
  /** TLS was asked for, and there is no certificate: cardano-tracer serves plain HTTP then, and says so. */
  readonly missingCertificate: boolean;
}

/**
 * Reads the certificate and the token file of an endpoint. `key` is the endpoint's in the configuration. Rejects with
 * COLLECTOR_CONFIG_MISSING or COLLECTOR_CONFIG, naming the file. Warnings (a certificate out of date) go to `warn`.
 */
export async function loadEndpointAccess(
  endpoint: Endpoint,
  key: string,
  o: {
    readonly certificate: CollectorConfig['tlsCertificate'];
    readonly readText: (path: string) => Promise<string>;
    readonly nowMs: number;
    readonly warn: (line: string) => void;
  },
): Promise<EndpointAccess> {
  const { certificate } = o;
  const tls =
    endpoint.epForceSSL && certificate !== undefined ? await loadTlsKeys(certificate, o) : undefined;
  const missingCertificate = endpoint.epForceSSL && certificate === undefined;
  if (endpoint.epTokenFile === undefined) return { tls, tokenHash: undefined, missingCertificate };
  const place = endpoint.epTokenFile;
  if (missingCertificate && !('epSocketPath' in endpoint))
    throw new CollectorError({
      code: 'COLLECTOR_CONFIG',
      place: `${key}.epTokenFile`,
      problem:
        'epForceSSL is true, and without tlsCertificate the token would cross the network in the clear',
      hint: 'add tlsCertificate, or set epForceSSL to false if that is meant',
    });
  const token = await o.readText(place).catch((cause: Error) => {
    const problem = `${key}.epTokenFile: ${cause.message}`;
    throw new CollectorError({ code: 'COLLECTOR_CONFIG_MISSING', place, problem, cause });
  });
  return { tls, tokenHash: hash(checkedToken(token.replace(/\r?\n$/u, ''), place, key)), missingCertificate };
}

/** True if the header `Authorization` carries the token: as bearer token, or as the password of any user. */
export function mayEnter({ tokenHash }: EndpointAccess, authorization: string | undefined): boolean {
  if (tokenHash === undefined) return true;
  const [, scheme = '', credentials = ''] = /^(\S+) +(\S+) *$/u.exec(authorization ?? '') ?? [];
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return timingSafeEqual(hash(credentials), tokenHash);
    case 'basic': {
      const pair = Buffer.from(credentials, 'base64').toString();
      return timingSafeEqual(hash(pair.slice(pair.indexOf(':') + 1)), tokenHash);
    }
    default:
      return false;
  }
}

/** RFC 6750: a token is of letters, digits and `-._~+/`, then `=`. A word of other signs could not be sent. */
function checkedToken(token: string, place: string, key: string): string {
  if (/^[A-Za-z0-9._~+/-]+=*$/u.test(token)) return token;
  throw new CollectorError({
    code: 'COLLECTOR_CONFIG',
    place,
    problem: `${key}.epTokenFile: expected one line of letters, digits and -._~+/ (then perhaps =)`,
    hint: 'for example: openssl rand -hex 32',
  });
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
