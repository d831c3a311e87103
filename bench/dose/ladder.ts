/** The seven targets of the ladder. A share is of the base's own median time from slot start to announcement. */
export const LADDER = [
  { id: 'none', share: 0 },
  { id: '2 %', share: 0.02 },
  { id: '5 %', share: 0.05 },
  { id: '10 %', share: 0.1 },
  { id: '20 %', share: 0.2 },
  { id: 'link', linkDelayMs: 10 },
  { id: 'leak', leakBytesPerSecond: 2 ** 20 },
] as const;

export type DoseId = (typeof LADDER)[number]['id'];

/** `added`: the truth is the dose itself, in seconds; `nothing`: the dose does not touch this metric. */
export interface NamedPair {
  readonly dose: DoseId;
  readonly metric: string;
  readonly truth: 'added' | 'nothing';
}

/**
 * The twenty pairs whose 95 % intervals are to cover the truth in at least seventeen cases, named before any run: time added between
 * mempool snapshot and forged block is added to that phase, to the announcement and to what follows it, and to nothing else. A leak's
 * memory and a link's adoption times have no truth by construction; they stand in the detection table only.
 */
export const PAIRS: readonly NamedPair[] = [
  ...(['forgerForge', 'forgerAnnounceCum', 'adoption0.50', 'cpu', 'rss'] as const).map((metric) => ({
    dose: 'none' as const,
    metric,
    truth: 'nothing' as const,
  })),
  ...(['2 %', '5 %', '10 %', '20 %'] as const).flatMap((dose) => [
    { dose, metric: 'forgerForge', truth: 'added' as const },
    { dose, metric: 'forgerAnnounceCum', truth: 'added' as const },
  ]),
  { dose: '20 %', metric: 'adoption0.50', truth: 'added' },
  { dose: '20 %', metric: 'rss', truth: 'nothing' },
  { dose: 'link', metric: 'forgerForge', truth: 'nothing' },
  { dose: 'link', metric: 'forgerAnnounceCum', truth: 'nothing' },
  { dose: 'link', metric: 'rss', truth: 'nothing' },
  { dose: 'leak', metric: 'forgerForge', truth: 'nothing' },
  { dose: 'leak', metric: 'forgerAnnounceCum', truth: 'nothing' },
];

/** Metrics of the detection table. */
export const SHOWN = [
  'forgerForge',
  'forgerAnnounceCum',
  'adoption0.50',
  'adoption1.00',
  'cpu',
  'rss',
] as const;

/** What a dose is for a base whose median time to announcement is `medianMs`. */
export function doseOf(id: DoseId, medianMs: number): { overlay: object; addedMs: number } {
  const step = LADDER.find((one) => one.id === id)!;
  if ('share' in step) {
    const addedMs = step.share * medianMs;
    return { overlay: overlayOf({ forgingMs: addedMs }), addedMs };
  }
  // One link: the first producer that node-0 follows.
  if ('linkDelayMs' in step)
    return { overlay: overlayOf({ nodes: ['node-0'], linkDelayMs: [step.linkDelayMs] }), addedMs: 0 };
  return { overlay: overlayOf({ leakBytesPerSecond: step.leakBytesPerSecond }), addedMs: 0 };
}

function overlayOf(dose: object): object {
  return { node: { verbatim: { SlotbenchDose: dose } } };
}

/** Letters for the doses, drawn from a seed: until they are opened nobody reads from a verdict which dose it is about. */
export function drawLabels(random: () => number): Map<string, DoseId> {
  const ids = LADDER.map(({ id }) => id as DoseId);
  for (let i = ids.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [ids[i], ids[j]] = [ids[j]!, ids[i]!];
  }
  return new Map(ids.map((id, i) => [String.fromCharCode(65 + i), id]));
}
