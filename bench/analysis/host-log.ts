import type { Random } from './random.ts';
import { SLOT_NS, START } from './truth.ts';

/** What fills a node's log besides that: namespaces that no analysis reads. */
const NOISE: readonly ((log: HostLog, random: Random) => readonly [ns: string, data: string])[] = [
  (log) => [
    'ChainDB.AddBlockEvent.AddedBlockToQueue',
    `"block":{"hash":"${log.hash}","kind":"Point","slot":3},"kind":"AddedBlockToQueue","risingEdge":true`,
  ],
  (log) => [
    'ChainSync.Client.ValidatedHeader',
    `"headerHash":"${log.hash}","kind":"ValidatedHeader","peer":${log.peer()}`,
  ],
  (log, random) => [
    'TxSubmission.TxInbound.Collected',
    `"count":${random.between(1, 9)},"kind":"TraceTxSubmissionCollected","peer":${log.peer()}`,
  ],
  (log, random) => [
    'TxSubmission.TxInbound.Processed',
    `"accepted":${random.between(1, 9)},"kind":"TraceTxSubmissionProcessed","peer":${log.peer()},"rejected":0`,
  ],
  (log) => ['BlockFetch.Client.AddedFetchRequest', `"kind":"AddedFetchRequest","peer":${log.peer()}`],
  (log) => ['BlockFetch.Client.StartedFetchBatch', `"kind":"StartedFetchBatch","peer":${log.peer()}`],
  (_, random) => [
    'Mempool.AddedTx',
    `"kind":"TraceMempoolAddedTx","mempoolSize":{"bytes":${random.between(300, 90_000)},"numTxs":${random.between(1, 300)}},"tx":{"txid":"${random.hex(8)}"}`,
  ],
  (_, random) => [
    'Mempool.RemoveTxs',
    `"kind":"TraceMempoolRemoveTxs","mempoolSize":{"bytes":25600,"numTxs":${random.between(0, 64)}},"txs":[]`,
  ],
];

/** The log of one host: lines may come in any order of time within what has not been flushed. */
export class HostLog {
  readonly #o: {
    readonly host: string;
    readonly random: Random;
    readonly skewMs?: number;
    write(bytes: Buffer): void;
  };
  readonly #startMs = Date.parse(START);
  #pending: { at: number; text: string }[] = [];
  #text: string[] = [];
  #textLength = 0;
  /** The last block that the host announced. */
  hash = '0'.repeat(64);
  lines = 0;
  bytes = 0;

  constructor(o: { host: string; random: Random; skewMs?: number; write(bytes: Buffer): void }) {
    this.#o = o;
  }

  banner(text: string): void {
    this.#add(text);
  }

  write(at: number, ns: string, data: string, sev = 'Info'): void {
    const thread = this.#o.random.between(30, 3200);
    const text = `{"at":"${this.#stamp(at)}","ns":"${ns}","data":{${data}},"sev":"${sev}","thread":"${thread}","host":"${this.#o.host}"}`;
    this.#pending.push({ at, text });
  }

  announce(at: number, hash: string, blockNo: number, slot: number): void {
    this.hash = hash;
    this.write(
      at,
      'ChainSync.ServerHeader.Update',
      `"addBlock":"${hash}@${slot}","blockingRead":true,"kind":"ChainSyncServer.Update","peer":${this.peer()},"risingEdge":true,"tip":{"block":"${hash}","blockNo":${blockNo},"slot":${slot}}`,
    );
  }

  background(slot: number, lines: number): void {
    for (let i = 0; i < lines; i++) {
      const [ns, data] = NOISE[this.#o.random.between(0, NOISE.length)]!(this, this.#o.random);
      this.write(slot * SLOT_NS + this.#o.random.between(0, SLOT_NS), ns, data, 'Debug');
    }
  }

  /** A line that breaks off in the middle; how many lines that makes. */
  damage(at: number): number {
    this.#pending.push({ at, text: `{"at":"${this.#stamp(at)}","ns":"ChainDB.AddBlockEvent.Added` });
    return 1;
  }

  peer(): string {
    return `{"connectionId":"127.0.0.1:30000 127.0.0.1:${this.#o.random.between(30_000, 30_064)}"}`;
  }

  /** Writes what lies before `before`, in order of time. */
  flush(before: number): void {
    const ready = this.#pending.filter((line) => line.at < before).sort((a, b) => a.at - b.at);
    this.#pending = this.#pending.filter((line) => line.at >= before);
    for (const { text } of ready) this.#add(text);
    if (this.#textLength > 0 && (this.#textLength > 262_144 || before === Number.POSITIVE_INFINITY)) {
      this.#o.write(Buffer.from(this.#text.join('')));
      this.#text = [];
      this.#textLength = 0;
    }
  }

  #add(text: string): void {
    this.#text.push(`${text}\n`);
    this.#textLength += text.length + 1;
    this.lines++;
    this.bytes += text.length + 1;
  }

  #stamp(trueAt: number): string {
    const at = trueAt + (this.#o.skewMs ?? 0) * 1_000_000;
    const seconds = Math.floor(at / 1e9);
    const fraction = (at - seconds * 1e9).toString().padStart(9, '0').replace(/0+$/, '');
    const date = new Date(this.#startMs + seconds * 1000).toISOString().slice(0, 19);
    return fraction === '' ? `${date}Z` : `${date}.${fraction}Z`;
  }
}
