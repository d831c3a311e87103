/**
 * The five ways of tracing against each other. All else is the same, and so is what is traced: the messages that both systems know,
 * each of them every time. Without that a comparison would measure the number of lines.
 */
import { type Piece, piece } from '../compose.ts';
import { description, noTracer, noTracing, oldTracing, untilSlot } from '../vocabulary.ts';
import { quickCluster } from './quick.ts';

/** Told by the new system alone, or where the legacy one leaves nearly all of them out ("elides"), which nothing turns off. */
const onlyNew = [
  ...['AddBlockValidation', 'AddedBlockToQueue', 'AddedBlockToVolatileDB', 'ChangingSelection'],
  ...['PoppedBlockFromQueue', 'PoppingFromQueue', 'TryAddToCurrentChain'],
].map((name) => `ChainDB.AddBlockEvent.${name}`);

/** An overlay after which both systems tell the same messages. */
export const ALIGNED_TRACES = {
  node: {
    verbatim: {
      TraceOptions: {
        ...Object.fromEntries(onlyNew.map((namespace) => [namespace, { severity: 'Silence' }])),
        // The legacy system tells them, whatever it is told.
        'Forge.Stats': { severity: 'Info' },
        Startup: { severity: 'Info' },
        NodeState: { severity: 'Info' },
      },
      // Legacy system: what the configuration of benchmarks leaves off.
      TraceConnectionManager: true,
      TraceAcceptPolicy: true,
      TraceForgeStateInfo: true,
      // And no metrics as lines, which were more than all others together: a backend that is not set up takes them.
      options: { mapBackends: { 'cardano.node.metrics': ['EKGViewBK'] } },
    },
  },
};
const alignedTraces: Piece = piece('aligned traces', ALIGNED_TRACES);

const matrix: readonly Piece[] = [...quickCluster, alignedTraces, untilSlot(1500)];
const about = (how: string): Piece =>
  description(`4 nodes for 5 minutes, traces ${how}; compare within trace-matrix`);

export const traceMatrixProfiles: { readonly [name: string]: readonly Piece[] } = {
  'trace-matrix-off': [...matrix, noTracing, about('off')],
  'trace-matrix-stdout': [...matrix, noTracer, about('to stdout')],
  'trace-matrix-forward': [...matrix, about('forwarded to the collector')],
  'trace-matrix-legacy': [...matrix, oldTracing, noTracer, about('of the legacy system, to stdout')],
  'trace-matrix-legacy-forward': [
    ...matrix,
    oldTracing,
    about('of the legacy system, to stdout and to its acceptor'),
  ],
};
