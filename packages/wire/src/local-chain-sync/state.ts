import { chainSyncProtocol } from '../chain-sync/state.ts';
import type { MiniProtocol } from '../driver/protocol.ts';
import { type LocalChainSyncMessage, localChainSyncCodec } from './codec.ts';

type State = Parameters<typeof chainSyncProtocol.step>[0];

/** A block-fetch message is at most so long. The server may let the client wait for ever. */
const sizeBytes = 2_500_000;
const SMALL_BYTES = 65_535;

export const localChainSyncProtocol: MiniProtocol<LocalChainSyncMessage, State> = {
  name: 'local-chain-sync',
  number: 5,
  codec: localChainSyncCodec,
  initial: 'Idle',
  agency: chainSyncProtocol.agency,
  limits: {
    Idle: { sizeBytes: SMALL_BYTES },
    CanAwait: { sizeBytes, timeMs: 60_000 },
    MustReply: { sizeBytes },
    Intersect: { sizeBytes: SMALL_BYTES, timeMs: 60_000 },
    Done: { sizeBytes: 0 },
  },
  // The states depend on the kind of a message alone.
  step: (state, { kind }) =>
    chainSyncProtocol.step(state, { kind } as Parameters<typeof chainSyncProtocol.step>[1]),
};
