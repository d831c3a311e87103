/** One thing wrong in a tracing configuration. `path` leads to it: `TraceOptions."ChainDB".severity`. */
export interface ConfigFault {
  readonly path: string;
  readonly expected: string;
  readonly got: string;
  /** The nearest legal spelling, if there is one. */
  readonly suggestion?: string | undefined;
}

/** A tracing configuration that cannot be used. Carries every fault; the message tells them all in one line. */
export class TraceConfigError extends Error {
  readonly code = 'TRACE_CONFIG_INVALID';
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    super(faults.map(describe).join('; '));
    this.name = 'TraceConfigError';
    this.faults = faults;
  }
}

function describe({ path, expected, got, suggestion }: ConfigFault): string {
  const hint = suggestion === undefined ? '' : `, did you mean ${JSON.stringify(suggestion)}?`;
  return `${path}: expected ${expected}, got ${got}${hint}`;
}
