import type { Detail } from '../severity.ts';
import type { LegacySwitch } from './switches.ts';

/** How the legacy system tells a message: which switch turns it on, under which logger, with which data. */
export interface LegacyForm<P> {
  /** The `TraceXxx` key without `Trace`; absent: always on. */
  readonly switch?: LegacySwitch;
  /** Logger below `cardano.node`; absent: that of the switch, or the namespace. */
  readonly logger?: string;
  /** `kind` of the data where it is not that of `forMachine`. */
  readonly kind?: string;
  /** The data where more than its kind differs; undefined: it is not told. */
  forMachine?(payload: P, detail: Detail): Record<string, unknown> | undefined;
}
