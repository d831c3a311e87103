import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createTracing,
  defineMessage,
  type MessageType,
  parseTraceConfig,
  type Severity,
} from '../src/index.ts';
import { FakeClock, MemorySink } from './fakes.ts';

/*
 * Random scripts of messages and configurations against an oracle that is written from the rules and not from the code:
 * each message occurs once in each sink that the configuration of the moment gives it, and nowhere else.
 */

interface Payload {
  n: number;
  severity: Severity | undefined;
}

interface Written {
  severity?: string;
  detail?: string;
  backends?: string[];
  maxFrequency?: number;
}

const severities: Severity[] = [
  'Debug',
  'Info',
  'Notice',
  'Warning',
  'Error',
  'Critical',
  'Alert',
  'Emergency',
];
const message = (
  namespace: string,
  severity: MessageType<Payload>['severity'],
  more: Partial<MessageType<Payload>> = {},
): MessageType<Payload> =>
  defineMessage({ namespace, severity, forMachine: ({ n }, detail) => ({ n, detail }), doc: '', ...more });

const messages = [
  message('A', 'Notice'),
  message('A.B', 'Debug', { metrics: () => [{ kind: 'counter', name: 'ab' }] }),
  message('A.B.C', 'Info', { forHuman: ({ n }) => `human ${n}` }),
  message('A.B.D', ({ severity }) => severity, { metrics: () => [{ kind: 'counter', name: 'abd' }] }),
  message('A.E', 'Warning', { privacy: 'Confidential' }),
  message('AB', undefined),
  message('F.G.H', 'Emergency'),
];
const prefixes = ['', 'A', 'A.B', 'A.B.C', 'A.B.D', 'A.E', 'AB', 'F', 'F.G', 'X'];
const backends = [
  'Stdout MachineFormat',
  'Stdout HumanFormatUncoloured',
  'Stdout HumanFormatColoured',
  'Forwarder',
  'EKGBackend',
];

for (const kind of ['one configuration', 'configurations that change', 'limits as well'] as const)
  test(`random scripts do what the oracle says: ${kind}`, () => {
    for (let seed = 1; seed <= 120; seed++)
      runScript(seed, kind !== 'one configuration', kind === 'limits as well');
  });

function runScript(seed: number, reconfigures: boolean, limits: boolean): void {
  const random = generator(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const sink = new MemorySink();
  const clock = new FakeClock(1_800_000_000);
  const randomOptions = (): Record<string, Written> => {
    const options: Record<string, Written> = {};
    for (const prefix of prefixes) {
      if (random() < 0.4) continue;
      const entry: Written = {};
      if (random() < 0.5) entry.severity = pick([...severities, 'Silence']);
      if (random() < 0.3) entry.detail = pick(['DMinimal', 'DNormal', 'DDetailed', 'DMaximum']);
      if (random() < 0.5) entry.backends = backends.filter(() => random() < 0.4);
      if (limits && random() < 0.4) entry.maxFrequency = pick([0, 2, 20, -1]);
      options[prefix] = entry;
    }
    return options;
  };
  const configOf = (options: Record<string, Written>) =>
    parseTraceConfig({ TraceOptions: options, TraceOptionForwarder: { queueSize: 100_000 } });

  let options = randomOptions();
  const tracing = createTracing(configOf(options), { stdout: sink, clock, complain: assert.fail });
  const tracers = messages.map((each) => tracing.tracer(each));
  const oracle = new Oracle();
  const seconds = (): number => clock.seconds + clock.nanoseconds * 1e-9;
  oracle.configure(options, seconds());
  const expected = { lines: [] as string[], objects: [] as string[], metrics: 0 };

  for (let n = 0; n < 80; n++) {
    clock.advance(pick([0, 1, 10, 100, 2000]));
    if (reconfigures && random() < 0.1) {
      options = randomOptions();
      tracing.configure(configOf(options));
      oracle.configure(options, seconds());
    }
    const index = Math.floor(random() * messages.length);
    const payload: Payload = { n, severity: pick([...severities, undefined]) };
    tracers[index]!(payload);
    const { line, object, metrics } = oracle.send(messages[index]!, payload, seconds());
    if (line !== undefined) expected.lines.push(line);
    if (object !== undefined) expected.objects.push(object);
    expected.metrics += metrics;
  }
  clock.advance(100);
  const own = (text: string): boolean => !text.includes('Reflection.');
  const place = `seed ${seed}, ${JSON.stringify(options)}`;
  assert.deepEqual(sink.lines.filter(own).map(shape), expected.lines, place);
  const objects = tracing.source.takeObjects(100_000).filter(({ toNamespace }) => own(toNamespace[0]!));
  assert.deepEqual(
    objects.map(({ toMachine }) => shape(toMachine)),
    expected.objects,
    place,
  );
  const counted = [...tracing.source.metrics()]
    .filter(({ name }) => name.startsWith('ab'))
    .reduce((sum, { value }) => sum + Number(value.value), 0);
  assert.equal(counted, expected.metrics, place);
  assert.equal(tracing.losses().renderErrors, 0);
}

/** What the oracle predicts of a line. */
function shape(line: string): string {
  if (line.startsWith('{')) {
    const { ns, sev, data } = JSON.parse(line);
    return `machine ${ns} ${sev} ${data.n} ${data.detail}`;
  }
  const coloured = line.includes('\u001b');
  const [, ns, sev, text] = /\[[^\]:]+:([^\]]+)\]\((\w+),\d+\)(?:\u001b\[0m)? (.*)$/.exec(line)!;
  const data = text!.startsWith('{') ? JSON.parse(text!).data : undefined;
  const told = data === undefined ? text : `${data.n} ${data.detail}`;
  return `${coloured ? 'coloured' : 'human'} ${ns} ${sev} ${told}`;
}

class Oracle {
  #options: Record<string, Written> = {};
  #limiters = new Map<string, PlainLimiter>();

  configure(options: Record<string, Written>, now: number): void {
    this.#options = options;
    for (const { namespace } of messages) {
      const hz = this.#find(namespace, 'maxFrequency');
      const old = this.#limiters.get(namespace);
      if (hz === undefined || hz === 0) this.#limiters.delete(namespace);
      else if (old?.hz !== hz) this.#limiters.set(namespace, new PlainLimiter(hz, now));
    }
  }

  send(
    type: MessageType<Payload>,
    payload: Payload,
    now: number,
  ): { metrics: number; line?: string | undefined; object?: string | undefined } {
    const { namespace, privacy } = type;
    const nothing = { metrics: type.metrics === undefined ? 0 : 1 };
    const severity = typeof type.severity === 'function' ? payload.severity : type.severity;
    const filter = this.#find(namespace, 'severity') ?? 'Notice';
    const detail = this.#find(namespace, 'detail') ?? 'DNormal';
    const sinks = this.#find(namespace, 'backends') ?? ['Stdout MachineFormat'];
    if (filter === 'Silence') return nothing;
    if (severity !== undefined && severities.indexOf(severity) < severities.indexOf(filter as Severity))
      return nothing;
    const forwarded = sinks.includes('Forwarder') && privacy !== 'Confidential';
    const stdout = ['Coloured', 'Uncoloured', 'Machine'].find((word) =>
      sinks.some((name) => name === `Stdout HumanFormat${word}` || name === `Stdout ${word}Format`),
    );
    if (!forwarded && stdout === undefined) return nothing;
    if (this.#limiters.get(namespace)?.passes(now) === false) return nothing;
    const sev = severity ?? 'Info';
    const data = `${payload.n} ${detail}`;
    const human = type.forHuman?.(payload) ?? data;
    const lines: Record<string, string> = {
      // Debug has no colour.
      Coloured: `${sev === 'Debug' ? 'human' : 'coloured'} ${namespace} ${sev} ${human}`,
      Uncoloured: `human ${namespace} ${sev} ${human}`,
      Machine: `machine ${namespace} ${sev} ${data}`,
    };
    return {
      ...nothing,
      line: stdout === undefined ? undefined : lines[stdout],
      object: forwarded ? lines.Machine : undefined,
    };
  }

  #find<K extends keyof Written>(namespace: string, key: K): Written[K] | undefined {
    const segments = namespace.split('.');
    for (let length = segments.length; length >= 0; length--) {
      const value = this.#options[segments.slice(0, length).join('.')]?.[key];
      if (value !== undefined) return value;
    }
    return undefined;
  }
}

/** The algorithm of trace-dispatcher 2.13 in its plainest form. */
class PlainLimiter {
  readonly hz: number;
  #last: number;
  #budget = 0;
  #sent: number | undefined;

  constructor(hz: number, now: number) {
    this.hz = hz;
    this.#last = now;
  }

  passes(now: number): boolean {
    const period = 1 / this.hz;
    const elapsed = now - this.#last;
    const raw = elapsed === 0 ? 10 : period / elapsed;
    const r = Math.max(-10, Math.min(10, raw > 0 && raw < 1 ? 1 - 1 / raw : raw - 1));
    const reached = this.#budget + r;
    this.#budget = Math.max(-30, Math.min(30, reached));
    this.#last = now;
    if (this.#sent === undefined) {
      if (reached >= 30) this.#sent = now;
      return true;
    }
    if (reached <= -30) {
      this.#sent = undefined;
      return true;
    }
    if (now - this.#sent <= period) return false;
    this.#sent = now;
    return true;
  }
}

/** mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
