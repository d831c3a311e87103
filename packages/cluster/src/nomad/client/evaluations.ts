import type { Connection } from '../connection.ts';
import type { AllocMetric } from '../placement.ts';
import { withSignal } from './jobs.ts';

export interface Evaluation {
  readonly ID: string;
  readonly Status: 'blocked' | 'pending' | 'complete' | 'failed' | 'canceled';
  readonly StatusDescription?: string;
  /** By group: why it could not be placed. */
  readonly FailedTGAllocs?: Readonly<Record<string, AllocMetric>> | null;
  readonly BlockedEval?: string;
}

export function evaluations(connection: Connection) {
  return {
    /** Waits, by blocking queries, until the scheduler has dealt with it. */
    async finished(id: string, signal?: AbortSignal): Promise<Evaluation> {
      let index: number | undefined;
      for (;;) {
        const { value, index: next } = await connection.get<Evaluation>(`/v1/evaluation/${id}`, {
          query: { index, wait: index === undefined ? undefined : '30s' },
          ...withSignal(signal),
          timeoutMs: 45_000,
        });
        if (value.Status !== 'pending') return value;
        index = next;
      }
    },
  };
}
