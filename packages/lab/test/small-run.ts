import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A log line and when it is written, ms since systemStart. */
export interface SmallLine {
  readonly host: string;
  readonly atMs: number;
  readonly text: string;
}

export interface SmallBlock {
  readonly hash: string;
  readonly slot: number;
  readonly forger: string;
  /** Host -> adoption, ms since the start of the slot. */
  readonly adoptedMs: Readonly<Record<string, number>>;
}

const START_MS = Date.parse('2026-05-04T10:00:00Z');
const SLOT_MS = 1000;

/** Three hosts that take turns in forging a block every fourth slot, and a transaction in each block: nothing left to chance. */
export function smallRun(slots = 24): {
  readonly hosts: readonly string[];
  readonly blocks: readonly SmallBlock[];
  readonly lines: readonly SmallLine[];
  /** Everything but the logs. */
  readonly files: ReadonlyMap<string, string>;
} {
  const hosts = ['node-0', 'node-1', 'node-2'];
  const lines: SmallLine[] = [];
  const blocks: SmallBlock[] = [];
  const transactions: string[] = [];
  const write = (host: string, atMs: number, ns: string, data: object) =>
    lines.push({
      host,
      atMs,
      text: JSON.stringify({
        at: new Date(START_MS + atMs).toISOString(),
        ns,
        data,
        sev: 'Info',
        thread: '1',
        host,
      }),
    });
  for (let slot = 0; slot < slots; slot++) {
    const start = slot * SLOT_MS;
    const leads = slot % 4 === 1;
    const forger = hosts[blocks.length % hosts.length]!;
    const hash = slot.toString(16).padStart(64, 'a');
    for (const [i, host] of hosts.entries()) {
      const leader = leads && host === forger;
      write(host, start + 1 + i, 'Forge.Loop.StartLeadershipCheck', { slot });
      write(host, start + 3 + i, `Forge.Loop.${leader ? 'NodeIsLeader' : 'NodeNotLeader'}`, { slot });
      write(host, start + 500 + i, 'Resources', { CentiCpu: slot * 10, RSS: 1e8, Alloc: slot * 1e6 });
    }
    if (!leads) continue;
    const adoptedMs: Record<string, number> = {};
    const blockNo = blocks.length;
    const prev = blocks.at(-1)?.hash ?? 'genesis';
    write(forger, start + 20, 'Forge.Loop.ForgedBlock', { block: hash, blockNo, blockPrev: prev, slot });
    write(forger, start + 25, 'Forge.Loop.AdoptedBlock', { blockHash: hash, blockSize: 900, slot });
    write(forger, start + 30, 'ChainSync.ServerHeader.Update', {
      addBlock: hash,
      blockingRead: true,
      risingEdge: true,
    });
    adoptedMs[forger] = 25;
    for (const [i, host] of hosts.entries()) {
      if (host === forger) continue;
      write(host, start + 40 + i, 'ChainSync.Client.DownloadedHeader', { block: hash, blockNo, slot });
      write(host, start + 50 + i, 'BlockFetch.Client.SendFetchRequest', { head: hash, length: 1 });
      write(host, start + 80 + i, 'BlockFetch.Client.CompletedBlockFetch', { block: hash });
      write(host, start + 90 + i, 'ChainDB.AddBlockEvent.AddedToCurrentChain', {
        newtip: hash,
        chainLengthDelta: 1,
      });
      adoptedMs[host] = 90 + i;
    }
    blocks.push({ hash, slot, forger, adoptedMs });
    const sentMs = START_MS + start - 200;
    const times = {
      intendedMs: sentMs,
      offeredMs: sentMs,
      sentMs,
      requestedMs: sentMs + 1,
      servedMs: sentMs + 2,
    };
    const block = { blockHash: hash, blockNo, blockSlot: slot, confirmedMs: sentMs + 400 };
    transactions.push(
      JSON.stringify({
        id: hash,
        n: blockNo,
        kind: 'load',
        target: 'node-0',
        ...times,
        ...block,
        sizeBytes: 300,
        fee: 170_000,
      }),
    );
  }
  lines.sort((a, b) => a.atMs - b.atMs);
  const genesis = {
    systemStart: new Date(START_MS).toISOString(),
    slotLength: SLOT_MS / 1000,
    activeSlotsCoeff: 0.25,
    securityParam: 10,
    epochLength: 100,
    networkMagic: 42,
  };
  const files = new Map([
    ['genesis/genesis.shelley.json', JSON.stringify(genesis)],
    ['meta.json', JSON.stringify({ meta: { tag: 'small', status: 'complete' } })],
    ['generator/transactions.jsonl', `${transactions.join('\n')}\n`],
  ]);
  return { hosts, blocks, lines, files };
}

/** The run in a folder of its own, its logs whole; `below` is a folder in that folder. */
export function writeSmallRun(
  run: ReturnType<typeof smallRun>,
  below = '',
): { dir: string; dispose(): void } {
  const root = mkdtempSync(join(tmpdir(), 'slotbench-small-'));
  const dir = join(root, below);
  const put = (name: string, text: string) => {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  };
  for (const [name, text] of run.files) put(name, text);
  for (const host of run.hosts) put(logOf(host), textOf(run.lines, host));
  return { dir, dispose: () => rmSync(root, { recursive: true, force: true }) };
}

export function logOf(host: string): string {
  return `tracer/${host}/node-2026-05-04T10-00-00.json`;
}

export function textOf(lines: readonly SmallLine[], host: string): string {
  return lines
    .filter((line) => line.host === host)
    .map(({ text }) => `${text}\n`)
    .join('');
}
