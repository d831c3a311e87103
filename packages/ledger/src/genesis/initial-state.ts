import { CborError, fromHex, Writer } from '@slotbench/cbor';
import { parseAddressText } from '../address/address.ts';
import { type Fault, LedgerError } from '../errors.ts';
import { decodeHeader, type Header } from '../praos/header.ts';
import { writeOutput } from '../transaction/output.ts';
import type { TxOut } from '../transaction/transaction.ts';
import type { AnchorNonces } from './anchor.ts';
import type { Genesis, PoolStake } from './genesis.ts';
import { parseJson } from './json.ts';
import { child, entries, integer, type JsonNode, lovelace, note, text } from './json-node.ts';
import type { GenesisText } from './load-genesis.ts';

const VERSION = 1;
const HASH_28 = /^[0-9a-f]{56}$/;
const HASH_32 = /^[0-9a-f]{64}$/;
const HEX = /^([0-9a-f]{2})+$/;
const TX_IN = /^[0-9a-f]{64}#\d{1,5}$/;

/**
 * The genesis of a network that goes on from an anchor: constants and parameters are those of `genesis`; stake and
 * outputs are those of the file, whose form docs/guide/initial-state.md describes. Throws LEDGER_GENESIS with every fault.
 */
export function startFrom(genesis: Genesis, file: GenesisText): Genesis {
  const faults: Fault[] = [];
  const root = readRoot(file, faults);
  if (root === undefined) throw new LedgerError({ code: 'LEDGER_GENESIS', faults });
  const version = child(root, 'version');
  if (version.value !== VERSION) note(version, String(VERSION));
  const header = readTip(child(root, 'tip'));
  const nonces = child(root, 'nonces');
  const nonce = (key: keyof AnchorNonces) => text(child(nonces, key), HASH_32, '64 hex digits');
  const read = {
    nonces: {
      epoch: nonce('epoch'),
      evolving: nonce('evolving'),
      candidate: nonce('candidate'),
      lastEpochBlock: nonce('lastEpochBlock'),
    },
    opcertCounters: new Map(
      entries(child(root, 'opcertCounters')).map(([pool, counter]) => {
        checkKey(counter, pool, HASH_28, 'a pool id of 56 hex digits');
        return [pool, integer(counter)] as const;
      }),
    ),
  };
  const stake = readShares(child(root, 'stake'));
  const initialUtxo = entries(child(root, 'utxo')).map(([key, output]) => {
    checkKey(output, key, TX_IN, 'a transaction id in hex, # and an index');
    return [key, readOutput(output)] as const;
  });
  if (header === undefined || faults.length > 0) throw new LedgerError({ code: 'LEDGER_GENESIS', faults });
  return { ...genesis, initialUtxo, stake, anchor: { header, ...read } };
}

function readRoot(file: GenesisText, faults: Fault[]): JsonNode | undefined {
  const named = typeof file === 'string' ? { file: 'initial state', text: file } : file;
  const at = { file: named.file, path: '', faults };
  try {
    return { ...at, value: parseJson(named.text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    note({ ...at, value: undefined }, 'JSON', error.message);
    return undefined;
  }
}

function readTip(node: JsonNode): Header | undefined {
  const hex = text(node, HEX, 'the CBOR of a header in lower-case hex');
  if (hex === '') return undefined;
  try {
    return decodeHeader(fromHex(hex));
  } catch (error) {
    if (!(error instanceof CborError)) throw error;
    note(node, `${error.expected} at byte ${error.offset} of the header`, error.got);
    return undefined;
  }
}

/** A pool's share is its lovelace over all that are listed, as the leader check wants it. */
function readShares(node: JsonNode): Map<string, PoolStake> {
  const pools = entries(node).map(([id, pool]) => {
    checkKey(pool, id, HASH_28, 'a pool id of 56 hex digits');
    const vrfHash = text(child(pool, 'vrf'), HASH_32, 'a VRF key hash of 64 hex digits');
    return { id, vrfHash, lovelace: lovelace(child(pool, 'lovelace')) };
  });
  const total = pools.reduce((sum, pool) => sum + pool.lovelace, 0n);
  if (total === 0n) note(node, 'a pool with stake', 'none');
  return new Map(
    pools.map(({ id, vrfHash, lovelace: numerator }) => {
      const stake = { numerator, denominator: total };
      return [id, { vrfHash, lovelace: numerator, stake }];
    }),
  );
}

/** An output as `cardano-cli query utxo` prints it; of its value only lovelace, and no datum or script. */
function readOutput(node: JsonNode): TxOut {
  const value = child(node, 'value');
  const held = lovelace(child(value, 'lovelace'));
  for (const [asset, amount] of entries(value))
    if (asset !== 'lovelace') note(amount, 'only lovelace', asset);
  for (const key of ['datum', 'datumhash', 'inlineDatum', 'referenceScript']) {
    const part = child(node, key);
    if (part.value !== undefined && part.value !== null) note(part, 'null: values only');
  }
  const address = readAddress(child(node, 'address'));
  const writer = new Writer(96);
  writeOutput(writer, { address, lovelace: held });
  return { address, lovelace: held, sizeBytes: writer.length };
}

function readAddress(node: JsonNode): Uint8Array {
  try {
    if (typeof node.value === 'string') return parseAddressText(node.value);
    note(node, 'an address in bech32 or hex');
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    note(node, 'an address in bech32 or hex', error.message);
  }
  return new Uint8Array();
}

function checkKey(node: JsonNode, key: string, pattern: RegExp, what: string): void {
  if (!pattern.test(key)) note(node, `${what} as the key`, JSON.stringify(key));
}
