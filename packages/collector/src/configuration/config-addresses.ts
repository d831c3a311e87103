import type { Fault } from '@slotbench/tracing';
import { parseAddress } from '@slotbench/wire';
import type { CollectorConfig, ConfigNotice } from './config.ts';
import { isObject, show } from './config-faults.ts';

/**
 * Addresses of nodes and readers are `HOST:PORT` split at the last colon, anything else is the path of a unix socket.
 * cardano-tracer takes a port above 65535 modulo 65536.
 */
export function addressFaults(data: unknown): Fault[] {
  return addresses(data)
    .filter(({ text }) => Number(/^.+:(\d+)$/s.exec(text)?.[1] ?? 0) > 65_535)
    .map(({ path, text }) => ({
      path,
      expected: 'a port of at most 65535, or the path of a unix socket',
      got: show(text),
    }));
}

/** Paths that end like a port: cardano-tracer takes them for TCP, and so do we. */
export function tcpLikePaths(config: CollectorConfig): ConfigNotice[] {
  return addresses(config).flatMap(({ path, text }) => {
    const address = parseAddress(text);
    if (address.kind !== 'tcp' || !address.host.includes('/')) return [];
    return [
      {
        path,
        text: `read as TCP port ${address.port} of the host ${address.host}, as the path ends like a port`,
      },
    ];
  });
}

/**
 * Two servers on one port. cardano-tracer compares hasEKG with hasPrometheus only and ignores the hosts; here every
 * listener counts, and one port on two hosts is allowed.
 */
export function portClashes(data: unknown): Fault[] {
  const places = listeners(data);
  return places.flatMap((place, n) => {
    const other = places.slice(0, n).find((earlier) => clash(earlier, place));
    if (other === undefined) return [];
    return [{ path: place.path, expected: `another address than ${other.path} has`, got: show(place.shown) }];
  });
}

interface Listening {
  readonly path: string;
  readonly host: string;
  readonly port: number;
  readonly shown: unknown;
}

/** Unix sockets are listeners on the port -1 of the host of their path. */
function listeners(data: unknown): Listening[] {
  if (!isObject(data)) return [];
  const accepting = addresses(data)
    .filter(({ accepts }) => accepts)
    .map(({ path, text }) => {
      const address = parseAddress(text);
      return address.kind === 'tcp'
        ? { path, host: address.host, port: address.port, shown: text }
        : { path, host: address.path, port: -1, shown: text };
    });
  const serving = ['hasEKG', 'hasPrometheus', 'hasTimeseries'].flatMap((key): Listening[] => {
    const value = data[key];
    if (!isObject(value)) return [];
    if (typeof value.epSocketPath === 'string')
      return [
        { path: `$.${key}.epSocketPath`, host: value.epSocketPath, port: -1, shown: value.epSocketPath },
      ];
    if (typeof value.epHost !== 'string' || typeof value.epPort !== 'number') return [];
    return [{ path: `$.${key}.epPort`, host: value.epHost, port: value.epPort, shown: value.epPort }];
  });
  return [...accepting, ...serving];
}

/** Hosts that stand for every address of the machine, `*` and its kin as in cardano-tracer. */
const EVERYWHERE = ['*', '*4', '!4', '*6', '!6', '0.0.0.0', '::'];

function clash(a: Listening, b: Listening): boolean {
  if (a.port !== b.port || a.port === 0) return false; // 0 takes a free port
  if (a.host === b.host) return true;
  return a.port > 0 && [a.host, b.host].some((host) => EVERYWHERE.includes(host));
}

function addresses(data: unknown): { path: string; text: string; accepts: boolean }[] {
  if (!isObject(data)) return [];
  const forwarding = Array.isArray(data.hasForwarding) ? data.hasForwarding[0] : undefined;
  return [...addressesOf('$.network', data.network), ...addressesOf('$.hasForwarding[0]', forwarding)];
}

function addressesOf(path: string, network: unknown): { path: string; text: string; accepts: boolean }[] {
  if (!isObject(network)) return [];
  const { contents } = network;
  if (typeof contents === 'string' && contents !== '')
    return [{ path: `${path}.contents`, text: contents, accepts: true }];
  if (!Array.isArray(contents)) return [];
  return contents.flatMap((text, n) =>
    typeof text === 'string' && text !== '' ? [{ path: `${path}.contents[${n}]`, text, accepts: false }] : [],
  );
}
