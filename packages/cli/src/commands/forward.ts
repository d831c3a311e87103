import type { Command, Values } from '../command.ts';
import { CliError } from '../errors.ts';

export const forward: Command = {
  name: 'forward',
  summary: 'Forward lines of standard input to a collector as trace objects',
  description:
    'Trace lines (at, ns, data, sev, thread, host) go as they are to a cardano-tracer or slotbench-collector; with --ns also any other JSON object and any text. A collector that is slow or away stops the reading: nothing is dropped, what a broken connection did not confirm is sent again. Ends once everything was taken.',
  options: {
    socket: { type: 'text', value: 'PATH|HOST:PORT', help: 'where the collector listens (required)' },
    magic: { type: 'text', value: 'N', help: 'network magic of the collector (required)' },
    ns: { type: 'text', value: 'NAMESPACE', help: 'namespace of lines that are no trace lines' },
    name: { type: 'text', value: 'NODE', help: 'name that the collector logs under (default: the host)' },
    queue: { type: 'count', value: 'N', help: 'lines read ahead of the collector (default: 1000)' },
    patience: {
      type: 'count',
      value: 'SECONDS',
      help: 'after the end of input, give up when nothing is taken for so long (default: never)',
    },
    listen: { type: 'flag', help: 'listen on the address instead, for a collector with ConnectTo' },
  },
  examples: [
    ['slotbench forward --socket tracer.socket --magic 42 < node.json', 'a log'],
    ['app | slotbench forward --socket h:3000 --magic 42 --ns App', 'any text'],
  ],
  async run(values, io) {
    const address = required(values, 'socket');
    const magic = networkMagic(required(values, 'magic'));
    const { forwardLines } = await import('@slotbench/tracing');
    const text = (name: string) => (values[name] === undefined ? undefined : String(values[name]));
    const result = await forwardLines({
      input: process.stdin,
      address,
      magic,
      listen: values.listen === true,
      namespace: text('ns'),
      name: text('name'),
      queueSize: values.queue === undefined ? undefined : Number(values.queue),
      patienceMs: values.patience === undefined ? undefined : Number(values.patience) * 1000,
      signal: io.signal,
      note: (line) => io.note(`slotbench forward: ${line}`),
    }).finally(() => process.stdin.destroy());
    const { taken, notTaken, refused, firstRefused } = result;
    if (firstRefused !== undefined)
      io.note(
        `slotbench forward: ${refused} lines were not forwarded, the first is line ${firstRefused.line}: ${firstRefused.reason}${values.ns === undefined ? '; --ns NAMESPACE takes any line' : ''}`,
      );
    if (notTaken > 0 || io.signal.aborted)
      io.note(`slotbench forward: ${taken} lines were taken, ${notTaken} that were read were not`);
    if (notTaken > 0) return 'unavailable';
    return refused > 0 ? 'badData' : 'ok';
  },
};

function required(values: Values, name: string): string {
  if (values[name] === undefined)
    throw new CliError({ exit: 'usage', message: `forward: --${name} is missing` });
  return String(values[name]);
}

function networkMagic(text: string): number {
  if (/^\d{1,10}$/.test(text) && Number(text) <= 0xffff_ffff) return Number(text);
  throw new CliError({
    exit: 'usage',
    message: `forward: --magic: expected an integer from 0 to 4294967295, got ${text}`,
  });
}
