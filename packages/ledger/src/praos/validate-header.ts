import { toHex } from '@slotbench/cbor';
import { blake2b256 } from '../crypto/blake2b.ts';
import { kes } from '../crypto/kes.ts';
import { vrf } from '../crypto/vrf.ts';
import type { Header } from './header.ts';
import type { HeaderError } from './header-error.ts';
import { leaderValue, vrfInput } from './leader-value.ts';
import { thresholdOf } from './leadership.ts';
import type { Nonce } from './nonce.ts';
import { verifyOperationalCertificate } from './operational-certificate.ts';
import type { Rational } from './rational.ts';

/** Pool id to its registered VRF key hash (blake2b-256) and its share of the active stake. */
export type StakeDistribution = ReadonlyMap<string, { readonly vrfHash: string; readonly stake: Rational }>;

/** What a header is checked against. The genesis constants have the names of `Genesis`, so it can be spread in. */
export interface HeaderContext {
  /** The header before; undefined for the first block of the chain. */
  readonly previous: Pick<Header, 'slot' | 'blockNo' | 'hash'> | undefined;
  /** Of the state ticked to the header's slot. */
  readonly epochNonce: Nonce;
  readonly opcertCounters: ReadonlyMap<string, number>;
  readonly stake: StakeDistribution;
  readonly activeSlotsCoeff: Rational;
  readonly slotsPerKesPeriod: number;
  readonly maxKesEvolutions: number;
  readonly limits: HeaderLimits;
}

/** From the protocol parameters. */
export interface HeaderLimits {
  readonly maxHeaderBytes: number;
  readonly maxBodyBytes: number;
  readonly maxProtocolMajor: number;
}

/**
 * The header's own validity: its place in the chain, sizes, operational certificate, KES signature, VRF proof and
 * leadership (cardano-ledger `chainChecks`, ouroboros-consensus `validateEnvelope` and Praos `updateChainDepState`).
 * Every rule of theirs; the order is ours, cheap ones first, and decides which of several faults is named.
 */
export function validateHeader(header: Header, context: HeaderContext): HeaderError | undefined {
  return (
    checkPlace(header, context) ??
    checkLimits(header, context.limits) ??
    checkPool(header, context) ??
    checkKes(header, context) ??
    checkLeadership(header, context)
  );
}

function checkPlace(
  { slot, blockNo, prevHash }: Header,
  { previous }: HeaderContext,
): HeaderError | undefined {
  const expectedNo = previous === undefined ? 0 : previous.blockNo + 1;
  if (prevHash !== previous?.hash)
    return { code: 'HEADER_PREV_HASH', expected: previous?.hash, got: prevHash };
  if (blockNo !== expectedNo) return { code: 'HEADER_BLOCK_NO', expected: expectedNo, got: blockNo };
  if (previous !== undefined && slot <= previous.slot)
    return { code: 'HEADER_SLOT', previousSlot: previous.slot, got: slot };
  return undefined;
}

function checkLimits(header: Header, limits: HeaderLimits): HeaderError | undefined {
  const { maxHeaderBytes, maxBodyBytes, maxProtocolMajor } = limits;
  if (header.bytes.length > maxHeaderBytes)
    return { code: 'HEADER_SIZE', maxBytes: maxHeaderBytes, gotBytes: header.bytes.length };
  if (header.bodySize > maxBodyBytes)
    return { code: 'HEADER_BODY_SIZE', maxBytes: maxBodyBytes, gotBytes: header.bodySize };
  const gotMajor = header.protocolVersion.major;
  if (gotMajor > maxProtocolMajor)
    return { code: 'HEADER_PROTOCOL_VERSION', maxMajor: maxProtocolMajor, gotMajor };
  return undefined;
}

function checkPool({ poolId, vrfVk }: Header, { stake }: HeaderContext): HeaderError | undefined {
  const pool = stake.get(poolId);
  if (pool === undefined) return { code: 'HEADER_POOL_UNKNOWN', poolId };
  const got = toHex(blake2b256(vrfVk));
  if (got !== pool.vrfHash) return { code: 'HEADER_VRF_KEY', poolId, expected: pool.vrfHash, got };
  return undefined;
}

/** The certificate is in its window, next in its count and signed; its key signed the header. */
function checkKes(header: Header, context: HeaderContext): HeaderError | undefined {
  const { opcert, poolId, issuerVk } = header;
  const period = Math.floor(header.slot / context.slotsPerKesPeriod);
  const endPeriod = opcert.startPeriod + context.maxKesEvolutions;
  if (period < opcert.startPeriod)
    return { code: 'HEADER_KES_EARLY', startPeriod: opcert.startPeriod, period };
  if (period >= endPeriod) return { code: 'HEADER_KES_EXPIRED', endPeriod, period };
  const last = context.opcertCounters.get(poolId) ?? 0;
  if (opcert.counter < last || opcert.counter > last + 1)
    return { code: 'HEADER_OPCERT_COUNTER', last, got: opcert.counter };
  if (!verifyOperationalCertificate(issuerVk, opcert)) return { code: 'HEADER_OPCERT_SIGNATURE', poolId };
  const keyPeriod = period - opcert.startPeriod;
  if (!kes.verify(opcert.hotVk, keyPeriod, header.bodyBytes, header.kesSignature))
    return { code: 'HEADER_KES_SIGNATURE', poolId, keyPeriod };
  return undefined;
}

function checkLeadership(header: Header, context: HeaderContext): HeaderError | undefined {
  const { poolId, slot } = header;
  const output = vrf.verify(header.vrfVk, vrfInput(slot, context.epochNonce), header.vrfProof);
  if (output === undefined || Buffer.compare(output, header.vrfOutput) !== 0)
    return { code: 'HEADER_VRF_PROOF', poolId, slot };
  const stake = context.stake.get(poolId)!.stake;
  if (leaderValue(output) >= thresholdOf(context.activeSlotsCoeff, stake))
    return { code: 'HEADER_NOT_LEADER', poolId, slot };
  return undefined;
}
