import { once } from 'node:events';
import type { ListenOptions, Server } from 'node:net';
import { removeDeadSocket } from '@slotbench/wire';
import type { Endpoint } from '../configuration/config.ts';
import { unavailable } from '../errors.ts';

/**
 * Binds a server to its endpoint. A unix socket file that nobody answers on is removed first. Rejects with
 * COLLECTOR_UNAVAILABLE if the address cannot be had.
 */
export async function listenEndpoint(server: Server, endpoint: Endpoint, key: string): Promise<void> {
  try {
    if ('epSocketPath' in endpoint) await removeDeadSocket(endpoint.epSocketPath);
    server.listen(listenOptions(endpoint));
    await once(server, 'listening');
  } catch (cause) {
    throw 'epSocketPath' in endpoint
      ? unavailable(endpoint.epSocketPath, `${key}.epSocketPath`, cause)
      : unavailable(`${endpoint.epHost}:${endpoint.epPort}`, key, cause);
  }
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
