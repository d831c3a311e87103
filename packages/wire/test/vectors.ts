import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fromHex, Writer } from '@slotbench/cbor';

/** Loads files of test/vectors; provenance in its README. An empty or shortened set fails. */
export interface Vector {
  name: string;
  protocol: string;
  desc: string;
  hex: string;
}

export interface Verdict {
  decoder: string;
  case: string;
  hex: string;
  accepted: boolean;
}

export interface ScriptedSession {
  name: string;
  /** Hex of one write, or `sleep Nms`; see `written`. */
  sent: string[];
  received: { resp: 0 | 1; num: number; hex: string }[];
  eof_after_ms: number | null;
}

interface CapturedSdu {
  responder_bit: 0 | 1;
  num: number;
  payload: string;
}

export const encodings = (): Vector[] => load('trace-forward-vectors.json', 63);
export const verdicts = (): Verdict[] => load('trace-forward-decoder-matrix.json', 114);
export const acceptorScripts = (): ScriptedSession[] => load('captures/neg-acceptor.json', 33);
export const forwarderScripts = (): ScriptedSession[] => load('captures/neg-forwarder.json', 28);

/** Sessions whose names tell what was sent. */
export const miscSessions = (name: 'misc-responder' | 'misc-tcp'): Omit<ScriptedSession, 'sent'>[] =>
  load(`captures/${name}.json`, name === 'misc-tcp' ? 3 : 7);

/** The SDUs of one direction of a recorded connection. */
export function recordedConnection(name: string, index: number, direction: 'I>R' | 'R>I'): CapturedSdu[] {
  const sdus: CapturedSdu[] = JSON.parse(readText(`captures/${name}.json`)).connections[index][direction]
    .sdus;
  assert.ok(sdus.length > 0, `${name} holds SDUs`);
  return sdus;
}

/** The payloads of one direction of a capture, joined by mini-protocol. */
export function capturedStreams(name: string, direction: 'I>R' | 'R>I'): Map<number, Uint8Array> {
  const capture = JSON.parse(readText(`captures/${name}.json`));
  const sdus: CapturedSdu[] = capture.connections[0][direction].sdus;
  assert.ok(sdus.length > 3, `${name} holds SDUs`);
  const streams = new Map<number, Writer>();
  for (const { num, payload } of sdus) {
    const stream = streams.get(num) ?? new Writer();
    streams.set(num, stream.raw(fromHex(payload)));
  }
  return new Map([...streams].map(([num, stream]) => [num, stream.finish()]));
}

/** The raw bytes of one direction of a capture. */
export function capturedBytes(name: string, direction: 'I2R' | 'R2I'): Uint8Array {
  const bytes = readFileSync(new URL(`./vectors/captures/${name}.conn0.${direction}.bin`, import.meta.url));
  assert.ok(bytes.length > 100, `${name} ${direction} holds bytes`);
  return new Uint8Array(bytes);
}

/** A public file that only the workspace of the project's authors has; undefined elsewhere. */
export function sharedJson(name: string): unknown {
  try {
    return JSON.parse(
      readFileSync(new URL(`../../../../shared/data/forwarding/${name}`, import.meta.url), 'utf8'),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** What follows the padded text of the one trace object among the abbreviated writes. */
const OBJECT_TAIL =
  '81684e65742e5465737481018101d903e8a2011a6a620a702b1b000000b7b4ccf34e666e6f64652d31623432';

/** The bytes of a script's write. Long padding (`a`) was abbreviated in the record: `6161…(6009B)`. */
export function written(step: string): Uint8Array {
  const abbreviated = /^([0-9a-f]+)…\((\d+)B\)$/.exec(step);
  if (abbreviated === null) return fromHex(step);
  const [, hex = '', length = ''] = abbreviated;
  const tail = hex.startsWith('000000000002') ? OBJECT_TAIL : '';
  return fromHex(hex.padEnd(Number(length) * 2 - tail.length, '61') + tail);
}

function load<T>(file: string, count: number): T[] {
  const items = JSON.parse(readText(file));
  assert.equal(items.length, count, `${file} is whole`);
  return items;
}

function readText(file: string): string {
  return readFileSync(new URL(`./vectors/${file}`, import.meta.url), 'utf8');
}
