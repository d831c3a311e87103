import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ObserverError } from './errors.ts';
import type { ObservedNode } from './peer/follow-node.ts';

export interface RunFiles {
  readonly magic: number;
  /** Blocks that can be rolled back. */
  readonly k: number;
  readonly nodes: readonly ObservedNode[];
}

/** What a run directory says of its network and its nodes, which listen on this machine unless `node-specs.json` has an `address`. */
export async function readRunFiles(runDir: string): Promise<RunFiles> {
  const genesis = await readObject(join(runDir, 'genesis', 'genesis.shelley.json'));
  const specsPath = join(runDir, 'node-specs.json');
  const specs = Object.entries(await readObject(specsPath));
  const natural = (value: unknown, most: number): value is number =>
    Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most;
  const { networkMagic, securityParam } = genesis;
  if (!natural(networkMagic, 0xffff_ffff) || !natural(securityParam, 1e6))
    throw bad(
      join(runDir, 'genesis', 'genesis.shelley.json'),
      `expected networkMagic and securityParam, got ${JSON.stringify(networkMagic)} and ${JSON.stringify(securityParam)}`,
    );
  const nodes = specs.map(([name, spec]): ObservedNode => {
    const { port, address } = (typeof spec === 'object' && spec !== null ? spec : {}) as Record<
      string,
      unknown
    >;
    if (!natural(port, 65_535))
      throw bad(specsPath, `${name}.port: expected a TCP port, got ${JSON.stringify(port)}`);
    return {
      name,
      address: { kind: 'tcp', host: typeof address === 'string' ? address : '127.0.0.1', port },
    };
  });
  if (nodes.length === 0) throw bad(specsPath, 'expected at least one node, got none');
  return { magic: networkMagic, k: securityParam, nodes };
}

async function readObject(path: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new ObserverError({
      code: 'OBSERVER_MISSING_FILE',
      place: path,
      problem: (cause as Error).message,
      hint: '--run expects the folder of a run, such as run/current',
      cause,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw bad(path, `no JSON: ${(cause as Error).message}`, cause);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw bad(path, 'expected a JSON object');
}

function bad(place: string, problem: string, cause?: unknown): ObserverError {
  return new ObserverError({ code: 'OBSERVER_BAD_FILE', place, problem, cause });
}
