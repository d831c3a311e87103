import { lstatSync, unlinkSync } from 'node:fs';
import { connect, type ListenOptions, type Server } from 'node:net';
import type { Endpoint } from '../configuration/config.ts';
import { CollectorError } from '../errors.ts';

/**
 * Binds a server to its endpoint. A unix socket file that nobody answers on is removed first. Rejects with
 * COLLECTOR_UNAVAILABLE if the address cannot be had.
 */
export async function listenEndpoint(server: Server, endpoint: Endpoint, key: string): Promise<void> {
  if ('epSocketPath' in endpoint) await removeDeadSocket(endpoint.epSocketPath, key);
  await new Promise<void>((resolve, reject) => {
    const onError = (cause: NodeJS.ErrnoException) => reject(unavailable(endpoint, key, cause));
    server.once('error', onError);
    server.listen(listenOptions(endpoint), () => {
      server.off('error', onError);
      resolve();
    });
  });
}

/** How an endpoint is shown and reached; `port` is the one in use. */
export function endpointPlace(endpoint: Endpoint, port: number | undefined, tls: boolean): string {
  if ('epSocketPath' in endpoint) return endpoint.epSocketPath;
  const host = endpoint.epHost.includes(':') ? `[${endpoint.epHost}]` : endpoint.epHost;
  return `${tls ? 'https' : 'http'}://${host}:${port ?? endpoint.epPort}/`;
}

/**
 * Besides names and addresses warp's HostPreference: `*` and `*6` any address, `!6` any of IPv6 only, `*4` and `!4` any
 * of IPv4. A preferred family is one to start with: without IPv6 on the machine `*6` listens on IPv4.
 */
function listenOptions(endpoint: Endpoint): ListenOptions {
  if ('epSocketPath' in endpoint) return { path: endpoint.epSocketPath };
  const { epHost: host, epPort: port } = endpoint;
  switch (host) {
    case '*':
    case '*6':
      return { port };
    case '!6':
      return { port, host: '::', ipv6Only: true };
    case '*4':
    case '!4':
      return { port, host: '0.0.0.0' };
    default:
      return { port, host };
  }
}

async function removeDeadSocket(path: string, key: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket())
    throw new CollectorError({
      code: 'COLLECTOR_UNAVAILABLE',
      place: `${path} (${key}.epSocketPath)`,
      problem: 'another file has this path',
      hint: 'choose another epSocketPath',
    });
  if (await answers(path))
    throw new CollectorError({
      code: 'COLLECTOR_UNAVAILABLE',
      place: `${path} (${key}.epSocketPath)`,
      problem: 'another process answers on this socket',
      hint: 'stop it or choose another epSocketPath',
    });
  unlinkSync(path);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function unavailable(endpoint: Endpoint, key: string, cause: NodeJS.ErrnoException): CollectorError {
  const at = 'epSocketPath' in endpoint ? endpoint.epSocketPath : `${endpoint.epHost}:${endpoint.epPort}`;
  const inUse = cause.code === 'EADDRINUSE';
  return new CollectorError({
    code: 'COLLECTOR_UNAVAILABLE',
    place: `${at} (${key})`,
    problem: inUse ? 'the port is in use' : cause.message,
    ...(inUse && { hint: 'stop its owner or choose another epPort; 0 takes a free one' }),
    cause,
  });
}
