import type { Fault } from '@slotbench/tracing';
import { z } from 'zod';
import { GeneratorError } from './errors.ts';
import { type Pacing, rateSchema, saturateSchema } from './pacing-script.ts';

/** Largest metadata that `add_tx_size` may ask for is set by the transaction's own limit; the least is 37 bytes. */
const LEAST_METADATA = 37;

const target = z.strictObject({
  addr: z.string().min(1),
  port: z.int().min(1).max(65535),
  name: z.string().min(1).optional(),
  /** How many connections upstream's cloud templates ask for; one is what is served. */
  valency: z.literal(1).optional(),
});

/** Files stand as `{"Right": path}`, names of the library as `{"Left": name}`. */
const scriptName = z.union([
  z.strictObject({ Left: z.string().min(1) }),
  z.strictObject({ Right: z.string().min(1) }),
]);

/** Which script guards the inputs of the load, and how it is fitted to the budgets. Data in the detailed schema. */
const plutus = z.strictObject({
  type: z.enum([
    'LimitSaturationLoop',
    'LimitTxPerBlock_8',
    'LimitTxPerBlock_4',
    'BenchCustomCall',
    'CustomCall',
    'CustomScript',
  ]),
  script: scriptName,
  redeemer: z.json().optional(),
  datum: z.json().optional(),
  /** Units a transaction, instead of the network's limits. */
  limitExecutionMem: z.int().min(1).nullable().optional(),
  limitExecutionSteps: z.int().min(1).nullable().optional(),
});

export type PlutusLoad = z.output<typeof plutus>;

/**
 * The run script of tx-generator's `json_highlevel`. Paths are relative to the script's folder. What this
 * generator does not do is refused; `localNodeSocketPath` is taken because it stands in every script, and not
 * used, because the funds too go over node-to-node.
 */
const schema = z.strictObject({
  /** Transactions a second over all targets; `rate` or `saturate` can stand in its place. */
  tps: z.number().gt(0).max(100_000).optional(),
  rate: rateSchema.optional(),
  saturate: saturateSchema.optional(),
  /** Blocks that must stand on a transaction's block before it counts as confirmed at depth. */
  confirmation_depth: z.int().min(1).max(10_000).default(3),
  tx_count: z.number().min(1).max(100_000_000).transform(Math.ceil),
  inputs_per_tx: z.int().min(1).max(1000),
  outputs_per_tx: z.int().min(1).max(1000),
  /** Lovelace. */
  tx_fee: z.int().min(0),
  /** Bytes of metadata that each transaction carries. */
  add_tx_size: z
    .int()
    .refine((size) => size === 0 || size >= LEAST_METADATA, `0 or at least ${LEAST_METADATA}`),
  /** Seconds between the last split transaction in a block and the first of the load. */
  init_cooldown: z.number().min(0).max(86_400),
  /** Lovelace. */
  min_utxo_value: z.int().min(0),
  era: z.literal('Conway'),
  sigKey: z.string().min(1),
  nodeConfigFile: z.string().min(1),
  targetNodes: z.array(target).min(1).max(1000),
  /** Seconds. */
  keepalive: z.number().min(1).max(90).default(30),
  localNodeSocketPath: z.string().optional(),
  debugMode: z.literal(false).optional(),
  plutus: plutus.nullable().optional(),
});

export type RunScript = Omit<z.output<typeof schema>, 'targetNodes' | 'tps' | 'rate' | 'saturate'> & {
  readonly targetNodes: readonly TargetNode[];
  readonly pacing: Pacing;
};

export interface TargetNode {
  readonly addr: string;
  readonly port: number;
  /** From the script, else `addr:port`. */
  readonly name: string;
}

/** Reads a run script; throws GENERATOR_BAD_FILE with every fault. `file` only names the place. */
export function parseRunScript(text: string, file: string): RunScript {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    const problem = `no JSON: ${(cause as Error).message}`;
    throw new GeneratorError({ code: 'GENERATOR_BAD_FILE', place: file, problem, cause });
  }
  const result = schema.safeParse(data);
  if (!result.success)
    throw bad(
      file,
      result.error.issues.flatMap((issue) => faultsOf(issue, data)),
    );
  const targetNodes = result.data.targetNodes.map(({ addr, port, name }) => ({
    addr,
    port,
    name: name ?? `${addr}:${port}`,
  }));
  const repeated = targetNodes.findIndex(
    ({ name }, i) => targetNodes.findIndex((other) => other.name === name) < i,
  );
  if (repeated >= 0) {
    const got = JSON.stringify(targetNodes[repeated]!.name);
    throw bad(file, [
      { path: `$.targetNodes[${repeated}].name`, expected: 'a name that no other target has', got },
    ]);
  }
  const { tps, rate, saturate, ...rest } = result.data;
  return { ...rest, targetNodes, pacing: pacingOf({ tps, rate, saturate }, file) };
}

function pacingOf(o: Pick<z.output<typeof schema>, 'tps' | 'rate' | 'saturate'>, file: string): Pacing {
  const given = (['tps', 'rate', 'saturate'] as const).filter((key) => o[key] !== undefined);
  if (given.length !== 1)
    throw bad(file, [
      {
        path: '$.tps',
        expected: 'a number, or an object under rate or saturate in its place',
        got: given.length === 0 ? 'nothing' : given.join(' and '),
      },
    ]);
  if (o.saturate !== undefined) return { mode: 'saturate', ...o.saturate };
  return { mode: 'open', rate: o.rate ?? { shape: 'constant', tps: o.tps! } };
}

function bad(file: string, faults: readonly Fault[]): GeneratorError {
  return new GeneratorError({
    code: 'GENERATOR_BAD_FILE',
    place: file,
    problem: 'not usable as it is',
    faults,
  });
}

function faultsOf(issue: z.core.$ZodIssue, data: unknown): Fault[] {
  const path = `$${issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')}`;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: `${path}.${key}`,
      expected: `one of the keys ${keysAt(issue.path, data).join(', ')}`,
      got: 'an unknown key',
    }));
  const value = issue.path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    data,
  );
  return [{ path, expected: expectation(issue, path), got: show(value) }];
}

function keysAt(path: readonly PropertyKey[], data: unknown): string[] {
  const [top] = path;
  if (top === undefined) return Object.keys(schema.shape);
  if (top === 'targetNodes') return Object.keys(target.shape);
  if (top === 'saturate') return Object.keys(saturateSchema.shape);
  if (path.length > 1) return ['tps', 'seconds'];
  const { shape } = (data as { rate: { shape: string } }).rate;
  return Object.keys(rateSchema.options.find((option) => option.shape.shape.value === shape)!.shape);
}

/** What to write instead, where the schema alone would not say why. */
function expectation(issue: z.core.$ZodIssue, path: string): string {
  if (path === '$.era') return '"Conway"';
  if (path === '$.plutus.script') return '{"Left": name of a script of the library} or {"Right": path}';
  if (path === '$.plutus.type' && issue.code === 'invalid_value') return issue.values.join(', ');
  if (path === '$.debugMode') return 'false (transactions always go over node-to-node)';
  if (path.endsWith('.valency')) return '1';
  if (path === '$.rate.shape') return rateSchema.options.map((each) => each.shape.shape.value).join(', ');
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int'
        ? 'an integer'
        : `${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`;
    case 'too_small':
      if (issue.origin === 'string' || issue.origin === 'array') return `a non-empty ${issue.origin}`;
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
