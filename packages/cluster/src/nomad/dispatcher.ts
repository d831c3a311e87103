import { ClusterError } from '../errors.ts';
import type { TlsFiles } from './access.ts';

/**
 * What `fetch` and `WebSocket` take as `dispatcher`, with certificates of its own. Node has no public name for the class,
 * but its global dispatcher is one: it is there once `fetch` has been touched.
 */
export function tlsDispatcher(tls: TlsFiles): object {
  void fetch('data:,').catch(() => undefined); // makes Node load it
  const held = (globalThis as Record<symbol, unknown>)[Symbol.for('undici.globalDispatcher.1')];
  const Agent = held?.constructor as (new (options: object) => object) | undefined;
  if (Agent === undefined || Agent === Object)
    throw new ClusterError('NOMAD_ACCESS', {
      place: 'NOMAD_CACERT, NOMAD_CLIENT_CERT, NOMAD_SKIP_VERIFY',
      problem: `this Node (${process.version}) does not let a program choose certificates for fetch`,
      fix: 'name the authority in NODE_EXTRA_CA_CERTS instead',
    });
  const { ca, cert, key, serverName, skipVerify } = tls;
  return new Agent({
    connect: {
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert, key }),
      ...(serverName === undefined ? {} : { servername: serverName }),
      rejectUnauthorized: !skipVerify,
    },
  });
}
