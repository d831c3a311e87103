import { complainOnStderr } from '../complain.ts';
import type { Tracing } from '../tracing.ts';
import type { TraceConfig } from './trace-config.ts';

export interface ReloadOptions {
  /** Default: SIGHUP. */
  readonly signal?: NodeJS.Signals;
  /** Takes what went wrong and what needs a restart; default: stderr. */
  complain?(text: string): void;
}

/**
 * Reads the configuration again whenever the process gets SIGHUP, and traces what holds then (`traceConfiguration`). One
 * that cannot be read or used is told, and the old one stays. Returns a function that ends it.
 */
export function reconfigureOnSignal(
  tracing: Pick<Tracing, 'configure' | 'traceConfiguration'>,
  read: () => TraceConfig | Promise<TraceConfig>,
  options: ReloadOptions = {},
): () => void {
  const { signal = 'SIGHUP', complain = complainOnStderr } = options;
  const reload = async (): Promise<void> => {
    try {
      const changed = tracing.configure(await read());
      if (changed.length > 0)
        complain(`tracing configuration: ${changed.join(', ')} change at the next start`);
      tracing.traceConfiguration();
    } catch (error) {
      complain(`tracing configuration is not changed: ${(error as Error).message}`);
    }
  };
  process.on(signal, reload);
  return () => process.off(signal, reload);
}
