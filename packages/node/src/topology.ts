import { NodeError } from './errors.ts';

/** A node that this one follows (connects to, and reads chain and blocks from). */
export interface Producer {
  readonly host: string;
  readonly port: number;
}

/**
 * The producers of a topology file, each once, in file order. Two layouts are read: P2P (`localRoots`, `publicRoots`,
 * `bootstrapPeers` with access points; every access point is connected to, `valency` is no limit) and the older
 * `Producers` list. Source: cardano-node's topology files, as the workbench writes them.
 * Throws NODE_BAD_FILE with the JSON path of the first fault.
 */
export function parseTopology(json: unknown, file: string): Producer[] {
  const at = new Place(file);
  const root = at.object(json, '$');
  const producers =
    root.Producers !== undefined
      ? at.list(root.Producers, '$.Producers').map((p, i) => legacyProducer(at, p, `$.Producers[${i}]`))
      : [
          ...roots(at, root.localRoots, '$.localRoots'),
          ...roots(at, root.publicRoots ?? [], '$.publicRoots'),
          ...points(at, root.bootstrapPeers ?? [], '$.bootstrapPeers'),
        ];
  const seen = new Set<string>();
  return producers.filter(({ host, port }) => !seen.has(`${host}:${port}`) && seen.add(`${host}:${port}`));
}

function roots(at: Place, value: unknown, path: string): Producer[] {
  if (value === undefined) return at.fail(path, "an array (or 'Producers' of the older layout)", 'nothing');
  return at.list(value, path).flatMap((group, i) => {
    const { accessPoints } = at.object(group, `${path}[${i}]`);
    return points(at, accessPoints, `${path}[${i}].accessPoints`);
  });
}

function points(at: Place, value: unknown, path: string): Producer[] {
  return at.list(value, path).map((point, i) => {
    const { address, port } = at.object(point, `${path}[${i}]`);
    return {
      host: at.text(address, `${path}[${i}].address`),
      port: at.port(port, `${path}[${i}].port`),
    };
  });
}

function legacyProducer(at: Place, value: unknown, path: string): Producer {
  const { addr, port } = at.object(value, path);
  return { host: at.text(addr, `${path}.addr`), port: at.port(port, `${path}.port`) };
}

/** Checked reads that name the file and the JSON path. */
class Place {
  readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  object(value: unknown, path: string): Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return this.fail(path, 'an object', value);
    return value as Record<string, unknown>;
  }

  list(value: unknown, path: string): unknown[] {
    return Array.isArray(value) ? value : this.fail(path, 'an array', value);
  }

  text(value: unknown, path: string): string {
    return typeof value === 'string' && value !== ''
      ? value
      : this.fail(path, 'a host name or address', value);
  }

  port(value: unknown, path: string): number {
    return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 65_535
      ? (value as number)
      : this.fail(path, 'a port 1..65535', value);
  }

  fail(path: string, expected: string, got: unknown): never {
    const shown =
      got === undefined
        ? 'nothing'
        : typeof got === 'string' && got === 'nothing'
          ? got
          : JSON.stringify(got);
    throw new NodeError({ code: 'NODE_BAD_FILE', file: this.file, path, expected, got: shown });
  }
}
