/** A process that stands for some nodes: each has a tracing system of its own and forwards what it tells to the collector. */
import { createTracing, defineMessages, parseTraceConfig, type Tracing } from '@slotbench/tracing';

export type LoadOrder =
  | {
      readonly kind: 'open';
      readonly address: string;
      readonly magic: number;
      readonly names: readonly string[];
      readonly objectBytes: number;
      readonly queueSize: number;
    }
  /** Objects a second of all nodes of the process. */
  | { readonly kind: 'tell'; readonly rate: number; readonly seconds: number }
  /** What the nodes have counted as lost until now. */
  | { readonly kind: 'losses' }
  | { readonly kind: 'close' };

export type LoadAnswer = { readonly told: number; readonly lost: number; readonly seconds: number };

const load = defineMessages('Study.Load', {
  Object: {
    severity: 'Info',
    forMachine: ({ kind, n, text }: { kind: string; n: number; text: string }) => ({ kind, n, text }),
    doc: 'One object of the load.',
  },
});

let nodes: { readonly tracing: Tracing; readonly tell: (n: number) => void }[] = [];

process.on('message', async (order: LoadOrder) => {
  process.send!(await obey(order));
});
process.on('disconnect', () => process.exit());

async function obey(order: LoadOrder): Promise<LoadAnswer> {
  switch (order.kind) {
    case 'open': {
      const text = 'x'.repeat(Math.max(0, order.objectBytes - '{"kind":"Load","n":12345,"text":""}'.length));
      nodes = order.names.map((host) => openNode(host, text, order));
      break;
    }
    case 'tell':
      return await tell(order);
    case 'losses':
      break;
    case 'close':
      await Promise.all(nodes.map(({ tracing }) => tracing.close()));
      nodes = [];
  }
  return { told: 0, lost: lostByAll(), seconds: 0 };
}

function openNode(
  host: string,
  text: string,
  { address, magic, queueSize }: Extract<LoadOrder, { kind: 'open' }>,
): (typeof nodes)[number] {
  const config = parseTraceConfig({
    TraceOptions: {
      '': { severity: 'Info', backends: ['Forwarder'] },
      // What tells of losses would be told, lost and counted as well.
      Reflection: { severity: 'Silence' },
    },
    TraceOptionForwarder: { queueSize },
    TraceOptionNodeName: host,
  });
  const tracing = createTracing(config, { host, messages: [load], complain() {} });
  tracing.startForwarding({ kind: 'unix', path: address }, { magic });
  const trace = tracing.tracers(load);
  return { tracing, tell: (n) => trace.Object({ kind: 'Load', n, text }) };
}

/** Each millisecond what is due by then, by one node after the other: nodes tell things one at a time, not in heaps. */
async function tell({ rate, seconds }: Extract<LoadOrder, { kind: 'tell' }>): Promise<LoadAnswer> {
  const before = lostByAll();
  const begin = performance.now();
  const all = Math.round(rate * seconds);
  for (let told = 0; told < all; ) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const due = Math.min(all, Math.ceil(((performance.now() - begin) / 1000) * rate));
    for (; told < due; told++) nodes[told % nodes.length]!.tell(told);
  }
  return { told: all, lost: lostByAll() - before, seconds: (performance.now() - begin) / 1000 };
}

function lostByAll(): number {
  return nodes.reduce((sum, { tracing }) => sum + tracing.losses().forwarderDropped, 0);
}
