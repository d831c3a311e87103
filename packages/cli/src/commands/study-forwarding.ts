import { join, resolve } from 'node:path';
import type { Command } from '../command.ts';
import { JSON_OPTION, RUNS_OPTION, runsDir } from '../places.ts';
import { statusLine } from '../status-line.ts';

/** Of the whole study, and of one measurement. */
const FULL = { sizes: '100,1000,10000', nodes: '1,10,52', seconds: 1, limitSeconds: 290 };
const QUICK = { sizes: '100,10000', nodes: '1,52', seconds: 0.3, limitSeconds: 55 };
/** Of trace-dispatcher and of our library. */
const QUEUE_SIZE = 192;

export const studyForwarding: Command = {
  name: 'forwarding',
  summary: 'Find how much a node can forward before something is lost',
  description:
    'Nodes of our tracing library tell trace objects at rising rates to a collector, through its socket and through an SSH tunnel on this machine, until something is lost; then what is lost is counted on both sides (docs/tracing-cost.md). At most five minutes.',
  options: {
    quick: { type: 'flag', help: 'fewer sizes and nodes, shorter measurements: at most a minute' },
    sizes: { type: 'text', value: 'LIST', help: `bytes of payloads, 100 to 10000 (default: ${FULL.sizes})` },
    nodes: { type: 'text', value: 'LIST', help: `numbers of nodes, 1 to 52 (default: ${FULL.nodes})` },
    queueSize: {
      type: 'count',
      value: 'N',
      help: `objects that a node keeps for the collector (default: ${QUEUE_SIZE})`,
    },
    noTunnel: { type: 'flag', help: 'only through the socket' },
    out: { type: 'text', value: 'DIR', help: 'where to write (default: study-forwarding beside the runs)' },
    runs: RUNS_OPTION,
    json: JSON_OPTION,
  },
  examples: [['slotbench study forwarding --quick', 'a knee for small and large objects, one node and many']],
  async run(values, io) {
    const lab = await import('@slotbench/lab');
    const { describeMachine } = await import('@slotbench/cluster');
    const { openForwardingBench } = await import('../forwarding-study/bench.ts');
    const sizes = values.quick ? QUICK : FULL;
    const numbers = (list: unknown) => String(list).split(',').map(Number);
    const design = lab.forwardingDesign({
      objectBytes: numbers(values.sizes ?? sizes.sizes),
      nodes: numbers(values.nodes ?? sizes.nodes),
      seconds: sizes.seconds,
      limitSeconds: sizes.limitSeconds,
    });
    const line = statusLine(io.stderr, Date.now);
    const opened = await openForwardingBench({
      seconds: design.seconds,
      queueSize: Number(values.queueSize ?? QUEUE_SIZE),
      wantsTunnel: values.tunnel !== false,
      signal: io.signal,
    });
    const { bench, tunnel } = opened;
    const study = await lab
      .studyForwarding({
        design,
        paths: tunnel.kind === 'open' ? ['local', 'tunnel'] : ['local'],
        bench,
        machine: describeMachine(),
        notes:
          tunnel.kind === 'open' || values.tunnel === false ? [] : [`not through a tunnel: ${tunnel.reason}`],
        signal: io.signal,
        now: () => performance.now(),
        onCell: (name) => line.show(name),
      })
      .finally(async () => {
        line.clear();
        await opened.close();
      });
    if (io.signal.aborted) return 'interrupted';
    const dir =
      values.out === undefined
        ? join(runsDir(values, io), 'study-forwarding')
        : resolve(io.cwd, String(values.out));
    const { jsonPath, reportPath } = await lab.writeForwardingStudy(study, dir);
    if (values.json) io.print(JSON.stringify(study));
    else {
      const { renderForwardingText } = await import('@slotbench/report');
      io.print(renderForwardingText(study, { width: io.columns }));
      io.print(`study    ${jsonPath}`);
      io.print(`report   ${reportPath}`);
    }
    return 'ok';
  },
};
