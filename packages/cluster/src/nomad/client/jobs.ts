import type { Connection } from '../connection.ts';
import type { NomadJob } from '../job/job.ts';
import type { AllocMetric } from '../placement.ts';
import type { AllocationStub } from './allocations.ts';
import type { Evaluation } from './evaluations.ts';

/** A job as the list of jobs shows it. */
export interface JobStub {
  readonly ID: string;
  readonly Status: string;
  readonly Stop: boolean;
  readonly Meta: Readonly<Record<string, string>> | null;
}

export interface JobPlan {
  /** By group: why it could not be placed. */
  readonly FailedTGAllocs: Readonly<Record<string, AllocMetric>> | null;
  readonly JobModifyIndex: number;
  readonly Warnings?: string;
}

export function jobs(connection: Connection) {
  const of = (id: string) => `/v1/job/${encodeURIComponent(id)}`;
  return {
    /** With their meta, of the namespace. */
    async list(o: { prefix?: string; signal?: AbortSignal } = {}): Promise<readonly JobStub[]> {
      const query = { meta: true, prefix: o.prefix };
      return (await connection.get<JobStub[]>('/v1/jobs', { query, ...withSignal(o.signal) })).value;
    },
    async read(id: string): Promise<NomadJob> {
      return (await connection.get<NomadJob>(of(id))).value;
    },
    /** What the scheduler would do; changes nothing. */
    async plan(job: NomadJob, signal?: AbortSignal): Promise<JobPlan> {
      const body = { Job: job, Diff: false };
      return (await connection.put<JobPlan>(`${of(job.ID)}/plan`, body, withSignal(signal))).value;
    },
    /** Resolves to the id of the evaluation. A job of this name must not exist. */
    async register(job: NomadJob, signal?: AbortSignal): Promise<string> {
      const body = { Job: job, EnforceIndex: true, JobModifyIndex: 0 };
      const { value } = await connection.put<{ EvalID: string; Warnings?: string }>(
        '/v1/jobs',
        body,
        withSignal(signal),
      );
      return value.EvalID;
    },
    /** Ends the job at once on every client and forgets it; nothing if there is none. */
    async purge(id: string, signal?: AbortSignal): Promise<void> {
      const query = { purge: true, no_shutdown_delay: true, global: true };
      await connection.delete(of(id), { query, ...withSignal(signal) });
    },
    async evaluations(id: string): Promise<readonly Evaluation[]> {
      return (await connection.get<Evaluation[]>(`${of(id)}/evaluations`)).value;
    },
    /**
     * Of the job that is registered now, not of an earlier one of this name; of all of them once it is purged. Waits up to half a
     * minute for a change after `index`; an old list may come again.
     */
    async allocations(
      id: string,
      o: { index?: number; signal?: AbortSignal } = {},
    ): Promise<{ value: readonly AllocationStub[]; index: number }> {
      return await connection.get<AllocationStub[]>(`${of(id)}/allocations`, {
        query: { index: o.index, wait: o.index === undefined ? undefined : '30s' },
        ...withSignal(o.signal),
        timeoutMs: 45_000,
      });
    },
  };
}

export function withSignal(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
