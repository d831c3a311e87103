/** One thing wrong in a tracing configuration. `path` leads to it: `TraceOptions."ChainDB".severity`. */
export interface ConfigFault {
  readonly path: string;
  /** The same, one key or index a step. */
  readonly steps: readonly (string | number)[];
  /** File and line, where the configuration was read from one: `config.yaml:12`. */
  readonly file?: string | undefined;
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

function describe({ path, file, expected, got, suggestion }: ConfigFault): string {
  const place = file === undefined ? path : path === '' ? file : `${file}: ${path}`;
  const hint = suggestion === undefined ? '' : `, did you mean ${JSON.stringify(suggestion)}?`;
  return `${place}: expected ${expected}, got ${got}${hint}`;
}
