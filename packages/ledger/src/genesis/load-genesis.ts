import { toHex } from '@slotbench/cbor';
import { blake2b256 } from '../crypto/blake2b.ts';
import { PERIODS } from '../crypto/kes-key.ts';
import { type Fault, LedgerError } from '../errors.ts';
import type { Rational } from '../praos/rational.ts';
import { readScriptRules } from '../scripts/script-rules.ts';
import type { Genesis, ProtocolParameters } from './genesis.ts';
import { readInitialFunds } from './initial-funds.ts';
import { parseJson } from './json.ts';
import { child, integer, type JsonNode, lovelace, note, positive, text } from './json-node.ts';
import { readStake } from './stake.ts';

/** The text of a genesis file, with the name that errors call it by (else `genesis.shelley.json` and so on). */
export type GenesisText = string | { readonly file: string; readonly text: string };

/** Praos needs that many blocks' worth of slots in an epoch, in multiples of k (cardano-ledger `validateGenesis`). */
const MIN_EPOCH_K = 10n;
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/**
 * Reads and checks genesis files; keys that this ledger does not need are left alone. Without the Alonzo file there
 * is no minimum value of outputs, and no script is run. Of the Conway file only the cost model of V3 matters. Throws LEDGER_GENESIS with every fault:
 * file and JSON path, expected, got.
 */
export function loadGenesis(files: {
  readonly shelley: GenesisText;
  readonly alonzo?: GenesisText;
  readonly conway?: GenesisText;
}): Genesis {
  const faults: Fault[] = [];
  const shelley = root(files.shelley, 'shelley', faults);
  const alonzo = files.alonzo === undefined ? undefined : root(files.alonzo, 'alonzo', faults);
  const conway = files.conway === undefined ? undefined : root(files.conway, 'conway', faults);
  // A file that is no JSON object would be reported again for every key that it lacks.
  if (faults.length > 0) throw new LedgerError({ code: 'LEDGER_GENESIS', faults });

  const networkName = text(child(shelley, 'networkId'), /^(Testnet|Mainnet)$/, '"Testnet" or "Mainnet"');
  const networkId = networkName === 'Mainnet' ? 1 : 0;
  const funds = readInitialFunds(child(shelley, 'initialFunds'), networkId);
  const maxLovelaceSupply = lovelace(child(shelley, 'maxLovelaceSupply'));
  if (funds.total > maxLovelaceSupply)
    note(
      child(shelley, 'initialFunds'),
      `at most maxLovelaceSupply (${maxLovelaceSupply})`,
      `${funds.total}`,
    );
  const systemStartMs = readTime(child(shelley, 'systemStart'));
  const slotLengthMs = toMs(toRational(positive(child(shelley, 'slotLength'))));
  const parameters = readParameters(child(shelley, 'protocolParams'), alonzo);
  const scripts =
    alonzo && hasPrices(alonzo) && readScriptRules(alonzo, conway, { systemStartMs, slotLengthMs });
  const genesis: Genesis = {
    networkMagic: integer(child(shelley, 'networkMagic'), { max: 0xffff_ffff }),
    networkId,
    systemStartMs,
    slotLengthMs,
    epochLength: integer(child(shelley, 'epochLength'), { min: 1 }),
    activeSlotsCoeff: toRational(positive(child(shelley, 'activeSlotsCoeff'), 1)),
    securityParam: integer(child(shelley, 'securityParam'), { min: 1 }),
    slotsPerKesPeriod: integer(child(shelley, 'slotsPerKESPeriod'), { min: 1 }),
    maxKesEvolutions: integer(child(shelley, 'maxKESEvolutions'), { min: 1, max: PERIODS }),
    maxLovelaceSupply,
    protocolParameters: { ...parameters, ...(scripts && { scripts }) },
    initialUtxo: funds.utxo,
    stake: readStake(child(shelley, 'staking'), funds.byStakeKey),
    initialNonce: toHex(blake2b256(Buffer.from(textOf(files.shelley), 'utf8'))),
  };
  if (faults.length === 0) checkEpochLength(child(shelley, 'epochLength'), genesis);
  if (faults.length > 0) throw new LedgerError({ code: 'LEDGER_GENESIS', faults });
  return genesis;
}

function root(file: GenesisText, era: string, faults: Fault[]): JsonNode {
  const node = { file: typeof file === 'string' ? `genesis.${era}.json` : file.file, path: '', faults };
  let value: unknown;
  try {
    value = parseJson(textOf(file));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    faults.push({ place: node.file, expected: 'JSON', got: error.message });
    return { ...node, value };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    note({ ...node, value }, 'an object');
  return { ...node, value };
}

function readParameters(params: JsonNode, alonzo: JsonNode | undefined): ProtocolParameters {
  const size = (key: string) => integer(child(params, key), { max: 0xffff_ffff });
  const version = child(params, 'protocolVersion');
  return {
    minFeeA: lovelace(child(params, 'minFeeA')),
    minFeeB: lovelace(child(params, 'minFeeB')),
    maxTxSize: size('maxTxSize'),
    maxBlockBodySize: size('maxBlockBodySize'),
    maxBlockHeaderSize: size('maxBlockHeaderSize'),
    coinsPerUtxoByte: alonzo === undefined ? 0n : lovelace(child(alonzo, 'lovelacePerUTxOWord')) / 8n,
    protocolVersion: { major: integer(child(version, 'major')), minor: integer(child(version, 'minor')) },
  };
}

/** Test networks may have a file that says what outputs must hold, and nothing of scripts. */
const hasPrices = (alonzo: JsonNode): boolean => child(alonzo, 'executionPrices').value !== undefined;

function readTime(node: JsonNode): number {
  const time = Date.parse(text(node, ISO_TIME, 'a UTC time like 2026-01-31T12:00:00Z'));
  if (Number.isNaN(time) && typeof node.value === 'string' && ISO_TIME.test(node.value))
    note(node, 'a time that exists');
  return Number.isNaN(time) ? 0 : time;
}

/** The decimal fraction that the file spells: JavaScript prints the shortest text that reads back as this number. */
export function toRational(value: number): Rational {
  const [digits = '0', exponent = '0'] = value.toString().split('e');
  const [whole = '0', fraction = ''] = digits.split('.');
  const shift = BigInt(fraction.length - Number(exponent));
  const numerator = BigInt(whole + fraction);
  return shift >= 0n
    ? lowestTerms(numerator, 10n ** shift)
    : { numerator: numerator * 10n ** -shift, denominator: 1n };
}

/** Seconds as milliseconds; through the fraction, because 0.07 * 1000 is not 70. */
function toMs({ numerator, denominator }: Rational): number {
  return Number(numerator * 1000n) / Number(denominator);
}

function lowestTerms(numerator: bigint, denominator: bigint): Rational {
  let [a, b] = [numerator, denominator];
  while (b !== 0n) [a, b] = [b, a % b];
  return { numerator: numerator / a, denominator: denominator / a };
}

function checkEpochLength(node: JsonNode, { epochLength, securityParam, activeSlotsCoeff }: Genesis): void {
  const { numerator, denominator } = activeSlotsCoeff;
  const needed = (MIN_EPOCH_K * BigInt(securityParam) * denominator) / numerator;
  if (BigInt(epochLength) < needed) note(node, `at least 10 k / f = ${needed} slots`);
}

function textOf(file: GenesisText): string {
  return typeof file === 'string' ? file : file.text;
}
