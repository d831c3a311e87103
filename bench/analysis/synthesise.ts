/**
 * Logs of a network that never was, of any size, the same for the same seed, with the truth that an analysis has to find:
 * hosts write in the format of cardano-node 10.6, most of it lines that no analysis reads. Lines are written as the slots go
 * by, so memory holds the truth only.
 */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { HostLog } from './host-log.ts';
import { randomFrom } from './random.ts';
import { type BlockTruth, type HostTruth, SLOT_NS, START, type Truth } from './truth.ts';

export interface SynthesiseOptions {
  readonly seed: number;
  readonly hosts: number;
  readonly slots: number;
  /** Lines a slot and host that no analysis reads. */
  readonly noise?: number;
  /** Lost fetches, cut lines, suppressed messages and missed slots; without them logs are complete. */
  readonly losses?: boolean;
  /** How far the clock of each host is ahead, whole ms; the truth is in true time. */
  readonly skewMs?: readonly number[];
}

const MS = 1_000_000;
/** A leader in every twentieth slot, a battle in every tenth of those. */
const LEADER_SHARE = 0.05;
const BATTLE_SHARE = 0.1;

/** Writes a run directory (genesis, meta.json, `node-N/stdout`) of `slots` slots of one second and returns what truly happened. */
export function synthesise(dir: string, o: SynthesiseOptions): Truth {
  const { seed, noise = 8, losses = true } = o;
  const random = randomFrom(seed);
  const between = random.between;
  const chance = (share: number) => losses && random.next() < share;
  writeSurroundings(dir, o);
  const hosts = Array.from({ length: o.hosts }, (_, i) => startHost(dir, i, random, o.skewMs?.[i]));
  const blocks: BlockTruth[] = [];
  let abandoned = 0;
  let tip: { hash: string; blockNo: number; slot: number } | undefined;

  function loop({ log, truth }: Host, slot: number, start: number): { [phase: string]: number } {
    const blkCtx = start + between(10_000, 60_000);
    const lgrState = blkCtx + between(10_000, 90_000);
    const lgrView = lgrState + between(5_000, 30_000);
    truth.checks++;
    log.write(start, 'Forge.Loop.StartLeadershipCheck', `"kind":"TraceStartLeadershipCheck","slot":${slot}`);
    log.write(
      blkCtx,
      'Forge.Loop.BlockContext',
      `"current slot":${slot},"kind":"TraceBlockContext","tip":"${tip === undefined ? 'genesis' : `${tip.hash}@${tip.slot}`}","tipBlockNo":${tip === undefined ? 0 : tip.blockNo + 1}`,
      'Debug',
    );
    log.write(lgrState, 'Forge.Loop.LedgerState', `"kind":"TraceLedgerState","slot":${slot}`, 'Debug');
    log.write(lgrView, 'Forge.Loop.LedgerView', `"kind":"TraceLedgerView","slot":${slot}`, 'Debug');
    return { started: start, blkCtx, lgrState, lgrView };
  }

  function forge(host: Host, slot: number, spreads: boolean): void {
    const { log, truth } = host;
    const phases = loop(host, slot, slot * SLOT_NS + between(300_000, 3 * MS));
    const leading = phases.lgrView! + between(50_000, 400_000);
    const ticked = leading + between(100_000, 800_000);
    const memSnap = ticked + between(100_000, 4 * MS);
    const forged = memSnap + between(1 * MS, 12 * MS);
    const adopted = forged + between(1 * MS, 9 * MS);
    const announced = forged + between(200_000, 12 * MS);
    const sending = announced + between(500_000, 9 * MS);
    const hash = random.hex(64);
    const blockNo = tip === undefined ? 0 : tip.blockNo + 1;
    const sizeBytes = between(864, 90_000);
    const short = `"kind":"Trace`;
    truth.forged++;
    log.write(leading, 'Forge.Loop.NodeIsLeader', `${short}NodeIsLeader","slot":${slot}`);
    log.write(
      ticked,
      'Forge.Loop.ForgeTickedLedgerState',
      `${short}ForgeTickedLedgerState","slot":${slot}`,
      'Debug',
    );
    log.write(
      memSnap,
      'Forge.Loop.ForgingMempoolSnapshot',
      `${short}ForgingMempoolSnapshot","slot":${slot}`,
      'Debug',
    );
    log.write(
      forged,
      'Forge.Loop.ForgedBlock',
      `"block":"${hash}","blockNo":${blockNo},"blockPrev":"${tip?.hash ?? 'GenesisHash'}",${short}ForgedBlock","slot":${slot}`,
    );
    log.write(
      adopted,
      'Forge.Loop.AdoptedBlock',
      `"blockHash":"${hash}","blockSize":${sizeBytes},${short}AdoptedBlock","slot":${slot}`,
    );
    log.announce(announced, hash, blockNo, slot);
    log.write(
      sending,
      'BlockFetch.Server.SendBlock',
      `"block":"${hash}","kind":"BlockFetchServer","peer":${log.peer()}`,
    );
    if (!spreads) {
      abandoned++;
      return;
    }
    const block: BlockTruth = {
      hash,
      blockNo,
      slot,
      forger: truth.host,
      sizeBytes,
      rivals: 0,
      forge: { ...phases, leading, ticked, memSnap, forged, adopted, announced, sending },
      peers: hosts
        .filter((peer) => peer !== host)
        .map((peer, i) => spread(peer, { hash, blockNo, slot, sizeBytes, at: announced + i * 3 * MS })),
    };
    blocks.push(block);
  }

  function spread(
    { log, truth }: Host,
    b: { hash: string; blockNo: number; slot: number; sizeBytes: number; at: number },
  ): BlockTruth['peers'][number] {
    const noticed = b.at + between(1 * MS, 60 * MS);
    const requested = noticed + between(200_000, 5 * MS);
    const fetched = requested + between(2 * MS, 90 * MS);
    const adopted = fetched + between(2 * MS, 40 * MS);
    const announced = fetched + between(500_000, 50 * MS);
    const sending = announced + between(500_000, 9 * MS);
    const lost = chance(0.01);
    const peer = log.peer();
    log.write(
      noticed,
      'ChainSync.Client.DownloadedHeader',
      `"block":"${b.hash}","blockNo":${b.blockNo},"kind":"DownloadedHeader","peer":${peer},"slot":${b.slot}`,
    );
    log.write(
      requested,
      'BlockFetch.Client.SendFetchRequest',
      `"head":"${b.hash}","kind":"SendFetchRequest","length":1,"peer":${peer}`,
    );
    if (lost) truth.lostFetches++;
    else
      log.write(
        fetched,
        'BlockFetch.Client.CompletedBlockFetch',
        `"block":"${b.hash}","delay":${(fetched / 1e9) % 1},"kind":"CompletedBlockFetch","peer":${peer},"size":${b.sizeBytes}`,
      );
    log.write(
      adopted,
      'ChainDB.AddBlockEvent.AddedToCurrentChain',
      `"kind":"AddedToCurrentChain","newTipSelectView":{"blockNo":${b.blockNo},"issueNo":0,"issuerHash":"${random.hex(56)}","kind":"PraosTiebreakerView","slotNo":${b.slot},"tieBreakVRF":"${random.hex(128)}"},"newtip":"${b.hash}@${b.slot}"`,
      'Notice',
    );
    log.announce(announced, b.hash, b.blockNo, b.slot);
    log.write(
      sending,
      'BlockFetch.Server.SendBlock',
      `"block":"${b.hash}","kind":"BlockFetchServer","peer":${peer}`,
    );
    return {
      host: truth.host,
      noticed,
      requested,
      fetched: lost ? undefined : fetched,
      adopted,
      announced,
      sending,
    };
  }

  for (let slot = 0; slot < o.slots; slot++) {
    for (const host of hosts) host.log.flush(slot * SLOT_NS);
    const leader = random.next() < LEADER_SHARE ? hosts[between(0, hosts.length)]! : undefined;
    const battle = leader !== undefined && hosts.length > 1 && random.next() < BATTLE_SHARE;
    const rival = battle ? hosts.find((host) => host !== leader) : undefined;
    for (const host of hosts) {
      host.log.background(slot, noise);
      sample(host, slot, random);
      if (host === leader || host === rival) continue;
      // The first and the last slot are checked, so that the missed ones lie between two checks.
      if (slot > 0 && slot < o.slots - 1 && chance(0.003)) {
        host.truth.missedSlots.push(slot);
        continue;
      }
      const start = slot * SLOT_NS + between(300_000, 3 * MS);
      const { lgrView } = loop(host, slot, start);
      host.log.write(
        lgrView! + between(20_000, 90_000),
        'Forge.Loop.NodeNotLeader',
        `"kind":"TraceNodeNotLeader","slot":${slot}`,
      );
      if (chance(0.002)) host.truth.garbageLines += host.log.damage(start);
      if (chance(0.002)) {
        const count = between(1, 500);
        host.truth.suppressed += count;
        host.log.write(
          start,
          'Reflection.StopLimiting',
          `"kind":"StopLimiting","name":"Mempool","numSuppressed":${count}`,
        );
      }
    }
    if (rival !== undefined) forge(rival, slot, false);
    if (leader === undefined) continue;
    forge(leader, slot, true);
    const block = blocks.at(-1)!;
    block.rivals = rival === undefined ? 0 : 1;
    tip = block;
  }
  for (const { log, fd, truth } of hosts) {
    log.flush(Number.POSITIVE_INFINITY);
    truth.lines = log.lines;
    truth.bytes = log.bytes;
    closeSync(fd);
  }
  return { hosts: hosts.map((host) => host.truth), blocks, abandoned };
}

interface Host {
  readonly truth: HostTruth;
  readonly log: HostLog;
  readonly fd: number;
  cpuCentis: number;
}

function startHost(dir: string, i: number, random: ReturnType<typeof randomFrom>, skewMs = 0): Host {
  const host = `node-${i}`;
  mkdirSync(join(dir, host));
  const fd = openSync(join(dir, host, 'stdout'), 'w');
  const log = new HostLog({ host, random, skewMs, write: (bytes) => void writeSync(fd, bytes) });
  log.banner(`Starting: cardano-node run --port ${30_000 + i}`);
  const truth: HostTruth = {
    host,
    lines: 0,
    bytes: 0,
    checks: 0,
    forged: 0,
    missedSlots: [],
    garbageLines: 0,
    suppressed: 0,
    lostFetches: 0,
    cpuPercent: [],
    rssMiB: [],
  };
  return { truth, log, fd, cpuCentis: 0 };
}

/** Once a second to the nanosecond, so that a rate is the difference of two counters; the first sample has no rate. */
function sample(host: Host, slot: number, random: ReturnType<typeof randomFrom>): void {
  const { log, truth } = host;
  const percent = random.between(1, 160);
  const rssMiB = random.between(900, 1300);
  host.cpuCentis += percent;
  if (slot > 0) {
    truth.cpuPercent.push(percent);
    truth.rssMiB.push(rssMiB);
  }
  const rss = rssMiB * 1024 * 1024;
  log.write(
    slot * SLOT_NS + 970 * MS,
    'Resources',
    `"Alloc":${host.cpuCentis * 5_000_000},"CentiBlkIO":0,"CentiCpu":${host.cpuCentis},"CentiGC":${host.cpuCentis >> 3},"CentiMut":${host.cpuCentis - (host.cpuCentis >> 3)},"FsRd":5415372,"FsWr":${51_655_434 + slot * 4096},"GcsMajor":${slot >> 4},"GcsMinor":${slot},"Heap":${rss - 40_000_000},"Live":442334103,"NetRd":0,"NetWr":0,"RSS":${rss},"Threads":13,"kind":"ResourceStats"`,
  );
}

function writeSurroundings(dir: string, { hosts, seed }: SynthesiseOptions): void {
  mkdirSync(join(dir, 'genesis'), { recursive: true });
  const file = (name: string, value: unknown) => writeFileSync(join(dir, name), JSON.stringify(value));
  file('genesis/genesis.shelley.json', {
    systemStart: START,
    slotLength: SLOT_NS / 1e9,
    activeSlotsCoeff: LEADER_SHARE,
    securityParam: 10,
    epochLength: 600,
    networkMagic: 42,
    protocolParams: { maxBlockBodySize: 90_112 },
  });
  file('meta.json', {
    meta: { tag: `synthesised-${seed}`, batch: 'synthesised', profile: 'synthesised', status: 'complete' },
  });
  const names = Array.from({ length: hosts }, (_, i) => `node-${i}`);
  file('node-specs.json', Object.fromEntries(names.map((name, i) => [name, { i, name, isProducer: true }])));
}
