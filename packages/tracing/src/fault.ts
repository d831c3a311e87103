/** One thing wrong with a file that a program was given; `path` is a JSON path such as `$.logging[0].logMode`. */
export interface Fault {
  readonly path: string;
  readonly expected: string;
  readonly got: string;
}

/** What every program says of bad input: the place, what is wrong, each fault on a line of its own, what to do. */
export function describeFaults(o: {
  place: string;
  problem?: string;
  faults?: readonly Fault[];
  hint?: string;
}): string {
  const faults = (o.faults ?? []).map((f) => `  ${f.path}: expected ${f.expected}, got ${f.got}`);
  const head = o.problem === undefined ? `${o.place}:` : `${o.place}: ${o.problem}`;
  return [head, ...faults, ...(o.hint === undefined ? [] : [`  ${o.hint}`])].join('\n');
}
