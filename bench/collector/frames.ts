import { Writer } from '@slotbench/cbor';

/** Replies of a forwarder, cut into SDUs, as they cross the socket; ready before anything is measured. */
export interface Reply {
  readonly objects: number;
  readonly bytes: Uint8Array;
  /** Bytes of the objects' lines, line feeds included. */
  readonly lineBytes: number;
}

const SDU_BYTES = 12288;
const TRACE_OBJECT_PROTOCOL = 2;

/** A reply of `count` trace objects as cardano-node sends them: a line of about 320 bytes, every fourth with a human text. */
export function makeReply(count: number, seed: number): Reply {
  const w = new Writer(count * 512);
  w.array(2).uint(3).beginArray();
  let lineBytes = 0;
  for (let i = 0; i < count; i++) {
    const n = seed * 1_000_003 + i * 7919;
    const line = lineOf(n);
    lineBytes += line.length + 1;
    w.array(9).uint(0);
    if (i % 4 === 0) w.array(1).text(`Fetched block ${n} from 10.0.0.${n % 52}:3001, ${n % 90_000} bytes`);
    else w.array(0);
    w.text(line);
    w.beginArray().text('BlockFetch.Client.CompletedBlockFetch').end();
    w.array(1).uint(1).array(1).uint(1);
    w.tag(1000)
      .map(2)
      .uint(1)
      .int(1_784_810_096 + (n % 86_400))
      .int(-12)
      .uint(789_012_345_678 - n);
    w.text(`node-${n % 52}`).text(String(n % 400));
  }
  w.end();
  return { objects: count, bytes: inSdus(TRACE_OBJECT_PROTOCOL, w.finish()), lineBytes };
}

function lineOf(n: number): string {
  const hash = (BigInt(n) * 0x9e3779b97f4a7c15n).toString(16).padStart(64, '0').slice(-64);
  return JSON.stringify({
    at: `2026-07-23T12:34:56.${String(n % 1e9).padStart(9, '0')}Z`,
    ns: 'BlockFetch.Client.CompletedBlockFetch',
    data: {
      block: hash,
      delay: (n % 1e6) / 1e6,
      kind: 'CompletedBlockFetch',
      peer: `10.0.0.${n % 52}:3001`,
      size: n,
    },
    sev: 'Info',
    thread: String(n % 400),
    host: `node-${n % 52}`,
  });
}

/** A message of the connection's initiator. */
export function inSdus(protocol: number, message: Uint8Array): Uint8Array {
  const sdus = Math.ceil(message.length / SDU_BYTES);
  const bytes = Buffer.alloc(message.length + 8 * sdus);
  let at = 0;
  for (let from = 0; from < message.length; from += SDU_BYTES) {
    const payload = message.subarray(from, from + SDU_BYTES);
    bytes.writeUInt16BE(protocol, at + 4);
    bytes.writeUInt16BE(payload.length, at + 6);
    bytes.set(payload, at + 8);
    at += 8 + payload.length;
  }
  return bytes;
}
