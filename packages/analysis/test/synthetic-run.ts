import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What truly happened in a synthetic run; times in ns since systemStart. */
export interface Truth {
  readonly slotNs: number;
  readonly hosts: readonly string[];
  /** Main chain and, after it, abandoned blocks; the last of the main chain is the tip. */
  readonly blocks: readonly TrueBlock[];
}

export interface TrueBlock {
  readonly hash: string;
  readonly blockNo: number;
  readonly slot: number;
  readonly forger: string;
  readonly prev: string | undefined;
  readonly size: number;
  readonly onChain: boolean;
  readonly announced: number;
  readonly adopted: Readonly<Record<string, { at: number; by: 'extension' | 'forkSwitch' }>>;
}

export interface SyntheticOptions {
  readonly hosts?: number;
  readonly slots?: number;
  readonly seed?: number;
  readonly logSource?: 'tracer' | 'stdout';
  readonly status?: Record<string, unknown>;
  readonly tps?: number;
  /** How far the clock of a host is ahead, in ms, at a time in ns since systemStart. The truth is in true time. */
  skewMs?(host: string, at: number): number;
}

/** The files of a small run of a network that never was, the same for the same seed, and its truth. */
export function syntheticRun(o: SyntheticOptions = {}): { files: Map<string, string>; truth: Truth } {
  const { hosts: hostCount = 4, slots = 150, seed = 1, logSource = 'tracer', tps = 50 } = o;
  const random = xorshift(seed);
  const between = (low: number, high: number) => Math.floor(low + random() * (high - low));
  const slotNs = 200_000_000;
  const ms = 1_000_000;
  const startMs = Date.parse('2026-05-04T10:00:00Z');
  const hosts = Array.from({ length: hostCount }, (_, i) => `node-${i}`);
  const lines = new Map(hosts.map((host) => [host, [] as { at: number; text: string }[]]));
  const lead = (host: string, at: number) => Math.round((o.skewMs?.(host, at) ?? 0) * ms);
  const write = (host: string, at: number, ns: string, data: object, sev = 'Info') =>
    lines.get(host)!.push({
      at,
      text: JSON.stringify({ at: stamp(startMs, at + lead(host, at)), ns, data, sev, thread: '7', host }),
    });

  for (const host of hosts)
    write(host, -2_000 * ms, 'Version.NodeVersion', {
      applicationName: 'synthetic',
      applicationVersion: '1.2.3',
    });
  const blocks: TrueBlock[] = [];
  let tip: { hash: string; blockNo: number } | undefined;
  const hash = () => Array.from({ length: 64 }, () => between(0, 16).toString(16)).join('');

  function forge(slot: number, forger: string, parent: typeof tip, loser: boolean): TrueBlock {
    const start = slot * slotNs + between(300_000, 2 * ms);
    const block = {
      hash: hash(),
      blockNo: parent === undefined ? 0 : parent.blockNo + 1,
      slot,
      forger,
      prev: parent?.hash,
    };
    const size = between(800, 20_000);
    const forged = start + between(3, 9) * ms + 4_000;
    const loop: [string, string, number, object?][] = [
      ['NodeIsLeader', 'TraceNodeIsLeader', start + 120_000],
      ['ForgeTickedLedgerState', 'TraceForgeTickedLedgerState', start + 420_000],
      ['ForgingMempoolSnapshot', 'TraceForgingMempoolSnapshot', start + 1 * ms],
      [
        'ForgedBlock',
        'TraceForgedBlock',
        forged,
        { block: block.hash, blockNo: block.blockNo, blockPrev: block.prev ?? 'GenesisHash' },
      ],
    ];
    startLoop(forger, slot, start, parent);
    for (const [name, kind, at, more] of loop)
      write(forger, at, `Forge.Loop.${name}`, { kind, slot, ...more });
    const ownAdoption = forged + between(1, 3) * ms;
    const announced = ownAdoption + 200_000;
    write(forger, ownAdoption, 'Forge.Loop.AdoptedBlock', {
      kind: 'TraceAdoptedBlock',
      slot,
      blockHash: block.hash,
      blockSize: size,
    });
    write(forger, announced, 'ChainSync.ServerHeader.Update', {
      kind: 'ChainSyncServer.Update',
      addBlock: `${block.hash}@${slot}`,
      blockingRead: true,
      risingEdge: true,
    });
    write(forger, announced + 2 * ms, 'BlockFetch.Server.SendBlock', {
      kind: 'BlockFetchServer',
      block: block.hash,
    });
    const adopted: Record<string, { at: number; by: 'extension' | 'forkSwitch' }> = {
      [forger]: { at: ownAdoption, by: 'extension' },
    };
    for (const [i, host] of hosts.filter((h) => h !== forger).entries()) {
      if (loser) break;
      const noticed = announced + between(1, 10) * ms * (i + 1);
      const requested = noticed + between(300_000, 2 * ms);
      const fetched = requested + between(2, 12) * ms;
      const at = fetched + between(2, 8) * ms;
      write(host, noticed, 'ChainSync.Client.DownloadedHeader', {
        kind: 'DownloadedHeader',
        slot,
        block: block.hash,
        blockNo: block.blockNo,
      });
      write(host, requested, 'BlockFetch.Client.AddedFetchRequest', { kind: 'AddedFetchRequest' });
      write(host, requested, 'BlockFetch.Client.SendFetchRequest', {
        kind: 'SendFetchRequest',
        head: block.hash,
        length: 1,
      });
      write(host, fetched, 'BlockFetch.Client.CompletedBlockFetch', {
        kind: 'CompletedBlockFetch',
        block: block.hash,
        size,
      });
      const switched = blocks.some((b) => !b.onChain && b.blockNo === block.blockNo && b.forger === host);
      const kind = switched ? 'TraceAddBlockEvent.SwitchedToAFork' : 'AddedToCurrentChain';
      write(
        host,
        at,
        `ChainDB.AddBlockEvent.${switched ? 'SwitchedToAFork' : 'AddedToCurrentChain'}`,
        { kind, newtip: `${block.hash}@${slot}` },
        'Notice',
      );
      write(host, fetched + 1 * ms, 'ChainSync.ServerHeader.Update', {
        kind: 'ChainSyncServer.Update',
        addBlock: `${block.hash}@${slot}`,
        blockingRead: true,
        risingEdge: true,
      });
      adopted[host] = { at, by: switched ? 'forkSwitch' : 'extension' };
    }
    const made = { ...block, size, onChain: !loser, announced, adopted };
    blocks.push(made);
    return made;
  }

  function startLoop(host: string, slot: number, start: number, parent: typeof tip): void {
    write(host, start, 'Forge.Loop.StartLeadershipCheck', { kind: 'TraceStartLeadershipCheck', slot });
    const context = {
      kind: 'TraceBlockContext',
      'current slot': slot,
      tip: parent === undefined ? 'genesis (origin)' : `${parent.hash}@0`,
      tipBlockNo: parent === undefined ? 0 : parent.blockNo + 1,
    };
    write(host, start + 20_000, 'Forge.Loop.BlockContext', context, 'Debug');
    write(host, start + 50_000, 'Forge.Loop.LedgerState', { kind: 'TraceLedgerState', slot }, 'Debug');
    write(host, start + 60_000, 'Forge.Loop.LedgerView', { kind: 'TraceLedgerView', slot }, 'Debug');
  }

  for (let slot = 0; slot < slots; slot++) {
    const leader = slot % 5 === 3 ? hosts[between(0, hostCount)]! : undefined;
    const rival = leader !== undefined && slot % 40 === 23 ? hosts.find((h) => h !== leader) : undefined;
    for (const host of hosts) {
      if (host === leader || host === rival) continue;
      const start = slot * slotNs + between(300_000, 2 * ms);
      startLoop(host, slot, start, tip);
      write(host, start + 200_000, 'Forge.Loop.NodeNotLeader', { kind: 'TraceNodeNotLeader', slot });
    }
    if (leader === undefined) continue;
    if (rival !== undefined) forge(slot, rival, tip, true);
    const block = forge(slot, leader, tip, false);
    tip = { hash: block.hash, blockNo: block.blockNo };
  }
  for (const [i, host] of hosts.entries()) {
    let cpu = 120;
    for (let second = -1; second < (slots * slotNs) / 1e9; second++) {
      cpu += between(4, 30) + i * 3;
      const rss = (140 + i * 6 + Math.max(0, second) * 0.7) * 1024 * 1024;
      write(host, second * 1e9 + 970 * ms + i * ms, 'Resources', {
        kind: 'ResourceStats',
        CentiCpu: cpu,
        CentiGC: Math.floor(cpu / 9),
        CentiMut: cpu - Math.floor(cpu / 9),
        GcsMajor: second + 2,
        GcsMinor: 12 * (second + 2),
        Alloc: cpu * 900_000,
        Live: Math.floor(rss / 3),
        Heap: Math.floor(rss / 2),
        RSS: Math.floor(rss),
        CentiBlkIO: 0,
        Threads: 11,
        NetRd: 0,
        NetWr: 0,
        FsRd: 0,
        FsWr: 40_960 * (second + 2),
      });
      write(host, second * 1e9 + 975 * ms, 'Mempool.AddedTx', {
        kind: 'TraceMempoolAddedTx',
        tx: { txid: 'abcdef01' },
        mempoolSize: { numTxs: between(3, 60), bytes: 9000 },
      });
    }
  }

  const files = new Map<string, string>();
  for (const host of hosts) {
    const all = lines
      .get(host)!
      .sort((a, b) => a.at - b.at)
      .map((line) => line.text);
    if (logSource === 'stdout') {
      files.set(`${host}/stdout`, `Starting: synthetic node ${host}\n${all.join('\n')}\n`);
      continue;
    }
    const half = Math.floor(all.length / 2);
    files.set(`tracer/${host}/node-2026-05-04T10-00-00.json`, `${all.slice(0, half).join('\n')}\n`);
    files.set(`tracer/${host}/node-2026-05-04T10-00-15.json`, `${all.slice(half).join('\n')}\n`);
    files.set(`${host}/exit_code`, '0\n');
  }
  files.set(
    'generator/transactions.jsonl',
    transactions({ startMs, slotNs, slots, tps, between, hosts, blocks }),
  );
  files.set(
    'meta.json',
    JSON.stringify({
      meta: {
        tag: `2026-05-04-synthetic-${seed}`,
        batch: 'synthetic',
        profile: 'quick',
        era: 'conway',
        status: 'complete',
        logSource,
        backend: 'local',
        node: 'embedded',
        version: '0.1.0',
        ...o.status,
        profile_content: PROFILE(hostCount, tps),
      },
    }),
  );
  files.set(
    'node-specs.json',
    JSON.stringify(
      Object.fromEntries(
        hosts.map((host, i) => [host, { i, kind: 'pool', name: host, isProducer: true, port: 30_000 + i }]),
      ),
    ),
  );
  files.set(
    'genesis/genesis.shelley.json',
    JSON.stringify({
      systemStart: '2026-05-04T10:00:00Z',
      slotLength: 0.2,
      activeSlotsCoeff: 0.2,
      securityParam: 10,
      epochLength: 600,
      networkMagic: 42,
      protocolParams: { maxBlockBodySize: 90_112 },
    }),
  );
  if (logSource === 'tracer')
    files.set(
      'tracer/collector.json',
      JSON.stringify({
        version: 1,
        objects: 12_345,
        bytes: 1,
        connections: hostCount,
        refused: 0,
        failed: 0,
        writeErrors: 0,
        droppedObjects: 0,
        perNode: {},
      }),
    );
  return {
    files,
    truth: {
      slotNs,
      hosts,
      blocks: [...blocks.filter((b) => b.onChain), ...blocks.filter((b) => !b.onChain)],
    },
  };
}

/** Writes the files into a new temporary directory. */
export function writeRun(files: ReadonlyMap<string, string | Buffer>): { dir: string; dispose(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-synthetic-'));
  for (const [name, content] of files) {
    mkdirSync(join(dir, name, '..'), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
  return { dir, dispose: () => rmSync(dir, { recursive: true, force: true }) };
}

const PROFILE = (hosts: number, tps: number) => ({
  composition: { n_hosts: hosts, topology: 'torus' },
  genesis: { delegators: 4, utxo: 0, dreps: 0 },
  generator: {
    tps,
    tx_count: 1500,
    inputs_per_tx: 2,
    outputs_per_tx: 2,
    add_tx_size: 100,
    tx_fee: 1_000_000,
  },
  analysis: {
    type: 'standard',
    filters: [],
    filter_exprs: [{ tag: 'CBlock', contents: { tag: 'BMinimumAdoptions', contents: hosts - 1 } }],
  },
});

function transactions(o: {
  startMs: number;
  slotNs: number;
  slots: number;
  tps: number;
  between(a: number, b: number): number;
  hosts: readonly string[];
  blocks: readonly TrueBlock[];
}): string {
  const chain = o.blocks.filter((b) => b.onChain);
  const lines: string[] = [];
  for (let n = 0; n < ((o.slots * o.slotNs) / 1e9 - 4) * o.tps; n++) {
    const intendedMs = o.startMs + 2000 + (n * 1000) / o.tps;
    const sentMs = intendedMs + o.between(50, 4000) / 1000;
    const block = chain.find((b) => o.startMs + (b.slot * o.slotNs) / 1e6 > sentMs + 5);
    const confirmedMs = block === undefined ? null : o.startMs + block.announced / 1e6 + o.between(20, 60);
    lines.push(
      JSON.stringify({
        id: n.toString(16).padStart(64, '0'),
        n,
        target: o.hosts[n % o.hosts.length],
        intendedMs,
        offeredMs: intendedMs + 0.2,
        sentMs,
        requestedMs: sentMs + 1,
        servedMs: sentMs + 1.2,
        blockSlot: block?.slot ?? null,
        blockNo: block?.blockNo ?? null,
        blockHash: block?.hash ?? null,
        confirmedMs,
        kind: 'load',
        sizeBytes: 412,
        fee: 1_000_000,
      }),
    );
  }
  return `${lines.join('\n')}\n${JSON.stringify({ summary: { submitted: lines.length } })}\n`;
}

function stamp(startMs: number, at: number): string {
  const ns = BigInt(startMs) * 1_000_000n + BigInt(at);
  const fraction = (ns % 1_000_000_000n).toString().padStart(9, '0').replace(/0+$/, '');
  const second = new Date(Number(ns / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  return fraction === '' ? `${second}Z` : `${second}.${fraction}Z`;
}

function xorshift(seed: number): () => number {
  let x = (seed * 2654435761) | 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
}
