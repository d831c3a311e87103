/**
 * Harm done on purpose, so that an experiment has a known answer: `SlotbenchDose` of the node configuration. Every field may be
 * left out.
 */
export interface Dose {
  /** Names (`TraceOptionNodeName`) of the nodes that get it; all of them if left out. */
  readonly nodes?: readonly string[];
  /** CPU time added between the snapshot of the mempool and the forged block, ms. */
  readonly forgingMs?: number;
  /** CPU time added to every block that is added to the chain, before it is validated, ms. */
  readonly validationMs?: number;
  /** What the producers of the topology file send arrives this much later, ms; in their order there. */
  readonly linkDelayMs?: readonly number[];
  /** Memory that is allocated, touched and never given back, bytes a second. */
  readonly leakBytesPerSecond?: number;
}

export const NO_DOSE: Dose = {};

const AMOUNTS = ['forgingMs', 'validationMs', 'leakBytesPerSecond'] as const;
const KEYS: readonly string[] = [...AMOUNTS, 'nodes', 'linkDelayMs'];

export type DoseFault = { readonly path: string; readonly expected: string; readonly got: unknown };

/** The dose of the node called `nodeName`, or what is wrong with `value`, the key's value in the configuration. */
export function parseDose(value: unknown, nodeName: string | undefined): Dose | DoseFault {
  if (value === undefined) return NO_DOSE;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { path: '', expected: `an object with some of ${KEYS.join(', ')}`, got: value };
  for (const key of Object.keys(value))
    if (!KEYS.includes(key)) return { path: `.${key}`, expected: `one of ${KEYS.join(', ')}`, got: key };
  const dose = value as Record<string, unknown>;
  for (const key of AMOUNTS)
    if (dose[key] !== undefined && !isAmount(dose[key]))
      return { path: `.${key}`, expected: 'a number of at least 0', got: dose[key] };
  const { nodes, linkDelayMs } = dose;
  if (nodes !== undefined && !(Array.isArray(nodes) && nodes.every((node) => typeof node === 'string')))
    return { path: '.nodes', expected: 'an array of node names', got: nodes };
  if (linkDelayMs !== undefined && !(Array.isArray(linkDelayMs) && linkDelayMs.every(isAmount)))
    return { path: '.linkDelayMs', expected: 'an array of numbers of at least 0', got: linkDelayMs };
  const parsed = dose as Dose;
  return parsed.nodes === undefined || (nodeName !== undefined && parsed.nodes.includes(nodeName))
    ? parsed
    : NO_DOSE;
}

/** Whether anything is done to the node. */
export function isDosed(dose: Dose): boolean {
  return AMOUNTS.some((key) => (dose[key] ?? 0) > 0) || (dose.linkDelayMs ?? []).some((ms) => ms > 0);
}

/** Uses the processor for `ms`, as slower code would. */
export function spend(ms: number): void {
  if (ms <= 0) return;
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
}

const LEAK_PERIOD_MS = 100;

/** Starts to leak; returns a function that ends it and gives the memory back. */
export function startLeak(bytesPerSecond: number): () => void {
  if (bytesPerSecond <= 0) return () => {};
  const kept: Buffer[] = [];
  const timer = setInterval(() => {
    // Filled, because memory that was never touched is not resident.
    kept.push(Buffer.alloc(Math.round((bytesPerSecond * LEAK_PERIOD_MS) / 1000), 1));
  }, LEAK_PERIOD_MS);
  return () => {
    clearInterval(timer);
    kept.length = 0;
  };
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
