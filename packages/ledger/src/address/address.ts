import { toHex } from '@slotbench/cbor';
import { LedgerError } from '../errors.ts';
import { decodeBech32, encodeBech32 } from './bech32.ts';

/** 0 is every test network, 1 is mainnet (the low four bits of an address's first byte). */
export type NetworkId = 0 | 1;

/** What must agree before funds move: a key's signature or a script. `hash` is 28 bytes as hex. */
export type Credential = { readonly kind: 'key' | 'script'; readonly hash: string };

/** An address as data. Source: conway.cddl `address`, CIP-19. */
export type Address =
  | { kind: 'base'; network: NetworkId; payment: Credential; stake: Credential }
  | { kind: 'pointer'; network: NetworkId; payment: Credential; pointer: Uint8Array }
  | { kind: 'enterprise'; network: NetworkId; payment: Credential }
  | { kind: 'reward'; network: NetworkId; stake: Credential }
  | { kind: 'byron'; bytes: Uint8Array };

const HASH_BYTES = 28;
const HEX_HASH = /^[0-9a-f]{56}$/;

/** Address bytes (29) of funds that one key spends and that carry no stake. */
export function enterpriseAddress(paymentKeyHash: string, network: NetworkId = 0): Uint8Array<ArrayBuffer> {
  return join(0x60 | network, hashBytes(paymentKeyHash, 'payment key hash'));
}

/** Address bytes (29) of funds that a script guards and that carry no stake. */
export function scriptAddress(scriptHash: string, network: NetworkId = 0): Uint8Array<ArrayBuffer> {
  return join(0x70 | network, hashBytes(scriptHash, 'script hash'));
}

/** Address bytes (57) of funds that one key spends and whose stake another key delegates. */
export function baseAddress(
  paymentKeyHash: string,
  stakeKeyHash: string,
  network: NetworkId = 0,
): Uint8Array<ArrayBuffer> {
  const payment = hashBytes(paymentKeyHash, 'payment key hash');
  return join(network, payment, hashBytes(stakeKeyHash, 'stake key hash'));
}

/** Reads address bytes. Throws LEDGER_ADDRESS naming what is wrong. */
export function decodeAddress(bytes: Uint8Array): Address {
  const header = bytes[0];
  if (header === undefined) throw malformed('at least 1 byte', '0 bytes');
  const type = header >> 4;
  if (type === 8) return { kind: 'byron', bytes };
  const network = header & 15;
  if (network !== 0 && network !== 1) throw malformed('network 0 or 1', `network ${network}`);
  if (type > 8 && type < 14) throw malformed('a known address type', `type ${type}`);

  if (type >= 14) {
    expectLength(bytes, 1 + HASH_BYTES);
    return { kind: 'reward', network, stake: credential(bytes, 1, type & 1) };
  }
  const payment = () => credential(bytes, 1, type & 1);
  if (type < 4) {
    expectLength(bytes, 1 + 2 * HASH_BYTES);
    return { kind: 'base', network, payment: payment(), stake: credential(bytes, 29, (type >> 1) & 1) };
  }
  if (type < 6) {
    if (bytes.length < 1 + HASH_BYTES + 3) throw malformed('at least 32 bytes', `${bytes.length} bytes`);
    return { kind: 'pointer', network, payment: payment(), pointer: bytes.subarray(1 + HASH_BYTES) };
  }
  expectLength(bytes, 1 + HASH_BYTES);
  return { kind: 'enterprise', network, payment: payment() };
}

/** The text form with the checksum: `addr_test1…`, `addr1…`, `stake_test1…`, `stake1…` (CIP-5, CIP-19). */
export function addressToBech32(bytes: Uint8Array): string {
  const address = decodeAddress(bytes);
  if (address.kind === 'byron') throw malformed('a Shelley address', 'a Byron address, whose text is base58');
  return encodeBech32(prefixOf(address), bytes);
}

/** Address bytes from bech32 or hex text; the prefix must fit the bytes. Throws LEDGER_ADDRESS. */
export function parseAddressText(text: string): Uint8Array {
  if (/^([0-9a-fA-F]{2})+$/.test(text)) {
    const bytes = new Uint8Array(Buffer.from(text, 'hex'));
    decodeAddress(bytes);
    return bytes;
  }
  const { prefix, bytes } = decodeBech32(text);
  const address = decodeAddress(bytes);
  const expected = address.kind === 'byron' ? 'base58 text' : prefixOf(address);
  if (prefix !== expected) throw malformed(`prefix ${expected}`, prefix);
  return bytes;
}

function prefixOf(address: Exclude<Address, { kind: 'byron' }>): string {
  return `${address.kind === 'reward' ? 'stake' : 'addr'}${address.network === 0 ? '_test' : ''}`;
}

function credential(bytes: Uint8Array, at: number, script: number): Credential {
  return { kind: script === 1 ? 'script' : 'key', hash: toHex(bytes.subarray(at, at + HASH_BYTES)) };
}

function hashBytes(hex: string, what: string): Uint8Array {
  if (!HEX_HASH.test(hex)) throw malformed(`${what} of 56 lower-case hex digits`, JSON.stringify(hex));
  return Buffer.from(hex, 'hex');
}

function join(header: number, ...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(1 + parts.length * HASH_BYTES);
  bytes[0] = header;
  parts.forEach((part, i) => {
    bytes.set(part, 1 + i * HASH_BYTES);
  });
  return bytes;
}

function expectLength(bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) throw malformed(`${length} bytes`, `${bytes.length} bytes`);
}

function malformed(expected: string, got: string): LedgerError {
  return new LedgerError({ code: 'LEDGER_ADDRESS', place: 'address', expected, got });
}
