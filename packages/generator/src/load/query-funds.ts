import { Reader, toHex } from '@slotbench/cbor';
import { readOutput, type TxOut } from '@slotbench/ledger';
import {
  connectSocket,
  decodeAnswer,
  encodeQuery,
  type LedgerAnswer,
  type LedgerQuery,
  openNodeToClient,
  type Point,
} from '@slotbench/wire';
import { GeneratorError } from '../errors.ts';
import type { SocketTarget } from '../node-to-client-session.ts';

/** What addresses held at a block that can no longer be rolled back, by `txid#ix`: the chain is followed from there on. */
export interface QueriedFunds {
  readonly at: Point;
  readonly outputs: readonly (readonly [key: string, output: TxOut])[];
}

const PATIENCE_MS = 30_000;

/**
 * Asks a node on its own socket. Only these very addresses are found: coins at other addresses of the same key, such as one with a stake
 * part, are not. Throws GENERATOR_UNREACHABLE.
 */
export async function queryFunds(
  { socketPath, name }: SocketTarget,
  o: { magic: number; addresses: readonly Uint8Array[]; signal: AbortSignal },
): Promise<QueriedFunds> {
  const signal = AbortSignal.any([o.signal, AbortSignal.timeout(PATIENCE_MS)]);
  try {
    const socket = await connectSocket({ kind: 'unix', path: socketPath }, { signal });
    const node = await openNodeToClient(socket, { side: 'initiator', magic: o.magic, signal });
    try {
      const { stateQuery } = node;
      await stateQuery.send({ kind: 'Acquire', target: { kind: 'immutableTip' } });
      const acquired = await stateQuery.receive();
      if (acquired.kind !== 'Acquired') throw new Error(`its ledger state cannot be asked: ${acquired.kind}`);
      const ask = async <K extends LedgerQuery['kind']>(
        query: Extract<LedgerQuery, { kind: K }>,
      ): Promise<Extract<LedgerAnswer, { kind: K }>> => {
        await stateQuery.send({ kind: 'Query', query: encodeQuery(query) });
        const answer = await stateQuery.receive();
        if (answer.kind !== 'Result') throw new Error(`expected a result, got ${answer.kind}`);
        return decodeAnswer<K>(query.kind as K, answer.result);
      };
      const { point } = await ask<'chainPoint'>({ kind: 'chainPoint' });
      const addresses = o.addresses.map(toHex);
      const { outputs } = await ask<'utxoByAddress'>({ kind: 'utxoByAddress', addresses });
      return {
        at: point,
        outputs: outputs.map(({ txId, index, output }) => [
          `${txId}#${index}`,
          readOutput(new Reader(output)),
        ]),
      };
    } finally {
      node.close();
    }
  } catch (cause) {
    throw new GeneratorError({
      code: 'GENERATOR_UNREACHABLE',
      place: name,
      problem: (cause as Error).message,
      hint: 'a target is the socket of a node that runs, of the network of --magic or --genesis',
      cause,
    });
  }
}
