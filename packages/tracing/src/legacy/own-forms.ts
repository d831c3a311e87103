import type { Severity } from '../severity.ts';
import type { LegacyForm } from './legacy-form.ts';

/** The legacy form of a message of this package. */
export interface OwnForm extends LegacyForm<never> {
  /** Traced below the node's main trace, which adds the host. */
  readonly withoutHost: boolean;
  readonly metricSeverity: Severity;
  /** Names of the values by name of the metric; others are not traced. */
  readonly metrics: Readonly<Record<string, string>>;
}

/** By namespace. Node 8.0.0 traces these nine values of its resources. */
export const ownForms: ReadonlyMap<string, OwnForm> = new Map([
  [
    'Resources',
    {
      logger: 'resources',
      kind: 'Resources',
      withoutHost: true,
      metricSeverity: 'Notice',
      metrics: {
        'Stat.cputicks': 'Stat.cputicks',
        'Mem.resident': 'Mem.resident',
        'RTS.gcLiveBytes': 'RTS.gcLiveBytes',
        'RTS.gcHeapBytes': 'RTS.gcHeapBytes',
        'RTS.gcMajorNum': 'RTS.gcMajorNum',
        'RTS.gcMinorNum': 'RTS.gcMinorNum',
        'RTS.gcticks': 'RTS.gcticks',
        'RTS.mutticks': 'RTS.mutticks',
        'RTS.threads': 'Stat.threads',
      },
    },
  ],
]);
