import { fromHex, Writer } from '@slotbench/cbor';
import { type Genesis, type TxOut, writeLedgerOutput } from '@slotbench/ledger';
import {
  decodeQuery,
  encodeAnswer,
  encodeMismatch,
  type LedgerAnswer,
  type LedgerQuery,
  type LocalStateQueryMessage,
  type Peer,
  type QueriedOutput,
  type QueryTarget,
} from '@slotbench/wire';
import type { BlockPoint } from '../chain/chain.ts';
import type { ChainDatabase } from '../chain/database.ts';
import { wirePoint } from '../peers/chain-sync-server.ts';
import { CONWAY_ERA } from '../peers/era.ts';
import { PeerFault } from '../peers/peer-fault.ts';

export interface StateQueryServer {
  readonly genesis: Genesis;
  readonly database: ChainDatabase;
  readonly parameters: Uint8Array | undefined;
}

/** The block whose state the client asks; undefined is the genesis. */
interface Acquired {
  readonly at: BlockPoint | undefined;
}

/** Answers one local client's queries, each upon the block that it acquired, as long as the chain can go back to that block. */
export async function serveStateQueries(
  peer: Peer<LocalStateQueryMessage>,
  o: StateQueryServer,
): Promise<void> {
  let acquired: Acquired | undefined;
  for (;;) {
    const message = await peer.receive();
    if (message.kind === 'Done') return;
    if (message.kind === 'Acquire' || message.kind === 'ReAcquire') {
      const found = acquire(message.target, o.database);
      acquired = typeof found === 'string' ? undefined : found;
      await peer.send(typeof found === 'string' ? { kind: 'Failure', failure: found } : { kind: 'Acquired' });
    } else if (message.kind === 'Query') {
      const query = decodeQuery(message.query);
      const result =
        query.kind === 'otherEra' ? encodeMismatch(query.era) : encodeAnswer(answer(query, acquired!.at, o));
      await peer.send({ kind: 'Result', result });
    }
  }
}

function acquire(
  target: QueryTarget,
  { chain, securityParam }: ChainDatabase,
): Acquired | 'PointTooOld' | 'PointNotOnChain' {
  const oldest = Math.max(chain.originNo, chain.tipBlockNo - securityParam);
  if (target.kind === 'volatileTip') return { at: chain.head };
  if (target.kind === 'immutableTip') return { at: chain.pointAt(oldest) };
  const blockNo = chain.numberOf(target.kind === 'origin' ? undefined : target.hash);
  const at = blockNo === undefined ? undefined : chain.pointAt(blockNo);
  if (blockNo === undefined || (target.kind === 'block' && at?.slot !== target.slot))
    return 'PointNotOnChain';
  return blockNo < oldest ? 'PointTooOld' : { at };
}

function answer(query: LedgerQuery, at: BlockPoint | undefined, o: StateQueryServer): LedgerAnswer {
  const { kind } = query;
  switch (kind) {
    case 'systemStart':
      return { kind, systemStartMs: o.genesis.systemStartMs };
    case 'chainBlockNo':
      return { kind, blockNo: at?.blockNo };
    case 'chainPoint':
      return { kind, point: wirePoint(at) };
    case 'currentEra':
      return { kind, era: CONWAY_ERA };
    case 'epochNo':
      return { kind, epoch: Math.floor((at?.slot ?? 0) / o.genesis.epochLength) };
    case 'protocolParameters':
      if (o.parameters === undefined)
        throw new PeerFault('asked for the protocol parameters, of which the genesis files give only a part');
      return { kind, parameters: o.parameters };
    case 'utxoByAddress':
      return { kind, outputs: outputsAt(query.addresses, at, o.database) };
  }
}

function outputsAt(
  addresses: readonly string[],
  at: BlockPoint | undefined,
  database: ChainDatabase,
): QueriedOutput[] {
  const wanted = addresses.map((address) => Buffer.from(fromHex(address)));
  const found = database.outputsAfter(at?.hash, ({ address }) => wanted.some((each) => each.equals(address)));
  if (found === undefined) throw new PeerFault('the acquired block is no longer on the chain, or too old');
  return [...found].map(([key, output]) => {
    const [txId, index] = key.split('#');
    return { txId: txId!, index: Number(index), output: encodeOutput(output) };
  });
}

function encodeOutput(output: TxOut): Uint8Array {
  const writer = new Writer(128);
  writeLedgerOutput(writer, output);
  return writer.finish();
}
