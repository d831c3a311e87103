import { type SyntheticOptions, syntheticRun, type Truth } from '../synthetic-run.ts';

export const ORIGIN_MS = Date.parse('2026-05-04T09:59:50.250Z');
const START_NS = (Date.parse('2026-05-04T10:00:00Z') - ORIGIN_MS) * 1e6;

/** From a host's adoption until its header is at the observer, and from there until the block is asked for and whole; ns. */
export const OFFER_NS = 2_000_000;
export const ASK_NS = 100_000;
export const SERVE_NS = 3_000_000;

/** The log of an observer of a synthetic run: what truly happened, a little later. */
export function observationsOf({ hosts, blocks }: Truth): string[] {
  const lines: { ns: number; line: object }[] = [];
  const add = (at: number, line: object) => lines.push({ ns: START_NS + at, line });
  for (const node of hosts) {
    add(-1e9, { kind: 'connected', node, version: 14 });
    add(-1e9, { kind: 'following', node, slot: null, block: null, hash: null });
    for (const [i, roundTripNs] of [400_000, 900_000, 500_000].entries())
      add(i * 1e9, { kind: 'roundTrip', node, roundTripNs });
    for (const { hash, slot, blockNo, adopted, onChain, size } of blocks) {
      const own = adopted[node];
      if (own === undefined || !onChain) continue;
      const offered = own.at + OFFER_NS;
      const fields = { how: 'pushed', askedNs: 0, pool: 'aa', bodyBytes: size, tipBlock: blockNo };
      add(offered, { kind: 'header', node, slot, block: blockNo, hash, ...fields });
      const askedNs = START_NS + offered + ASK_NS;
      add(offered + ASK_NS + SERVE_NS, { kind: 'block', node, slot, hash, askedNs, bytes: size });
    }
  }
  // A process a host: 10 % of a core and 100 MiB, and 1 % for the observer itself.
  for (let second = -2; second <= 40; second++) {
    add(second * 1e9, {
      kind: 'machine',
      ...{ busyMs: 0, stealMs: 0, cpuSomeMs: second * 500, lateMaxNs: 2e6, samplingNs: 1e6, driftMs: 0.2 },
      lostLines: 0,
    });
    for (const [i, name] of [...hosts, 'observer'].entries()) {
      const own = name === 'observer';
      add(second * 1e9 + (i + 1) * 1e6, {
        kind: 'process',
        name,
        pid: 100 + i,
        userMs: 1000 + second * (own ? 10 : 80),
        systemMs: 100 + second * (own ? 0 : 20),
        rssBytes: 100 * 2 ** 20,
        peakRssBytes: 120 * 2 ** 20,
        minorFaults: 1000 + second * 50,
        majorFaults: 3,
        threads: 11,
        ...{ readBytes: 1, writeBytes: 1, readCalls: second * 30, writeCalls: second * 10 },
        ...{ diskReadBytes: 0, diskWriteBytes: second * 4096, voluntarySwitches: second * 7 },
        ...{ involuntarySwitches: second * 2, waitMs: second * 30 },
      });
    }
  }
  lines.sort((a, b) => a.ns - b.ns);
  const head = {
    kind: 'log',
    format: 'slotbench/observations/1',
    version: '0.1.0',
    originMs: ORIGIN_MS,
    pid: 1,
    magic: 42,
    nodes: hosts.map((name) => ({ name, address: '127.0.0.1:1' })),
    blocks: true,
    sampleMs: 1000,
  };
  return [head, ...lines.map(({ ns, line }) => ({ ns, ...line }))].map((line) => JSON.stringify(line));
}

/** A synthetic run with an observer in it; `change` may damage its log. */
export function observedRun(
  o: SyntheticOptions = {},
  change: (lines: string[]) => string[] = (lines) => lines,
): { files: Map<string, string>; truth: Truth } {
  const { files, truth } = syntheticRun(o);
  files.set('observer/observations.jsonl', `${change(observationsOf(truth)).join('\n')}\n`);
  return { files, truth };
}
