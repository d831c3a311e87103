import type { Connection } from '../connection.ts';
import { withSignal } from './jobs.ts';

/** A group of a job on a client, as lists show it. */
export interface AllocationStub {
  readonly ID: string;
  readonly JobID: string;
  readonly TaskGroup: string;
  readonly NodeID: string;
  readonly NodeName: string;
  readonly DesiredStatus: 'run' | 'stop' | 'evict';
  /** `unknown`: its client does not answer; it may come back. */
  readonly ClientStatus: 'pending' | 'running' | 'complete' | 'failed' | 'lost' | 'unknown';
  readonly ClientDescription?: string;
  readonly TaskStates: Readonly<Record<string, TaskState>> | null;
}

export interface TaskState {
  readonly State: 'pending' | 'running' | 'dead';
  readonly Failed: boolean;
  readonly Events: readonly TaskEvent[] | null;
}

export interface TaskEvent {
  readonly Type: string;
  readonly DisplayMessage?: string;
  readonly Time: number;
  readonly ExitCode?: number;
  readonly Signal?: number;
}

export interface Allocation extends AllocationStub {
  readonly AllocatedResources?: {
    readonly Shared?: {
      readonly Ports?:
        | readonly { readonly Label: string; readonly Value: number; readonly HostIP: string }[]
        | null;
    };
  };
}

export function allocations(connection: Connection) {
  return {
    async read(id: string): Promise<Allocation> {
      return (await connection.get<Allocation>(`/v1/allocation/${id}`)).value;
    },
    async list(o: { index?: number } = {}): Promise<{ value: readonly AllocationStub[]; index: number }> {
      return await connection.get<AllocationStub[]>('/v1/allocations', {
        query: { index: o.index, wait: o.index === undefined ? undefined : '30s' },
        timeoutMs: 45_000,
      });
    },
    /** Removes what an allocation that has ended left on its client: files and mounts. */
    async collectGarbage(id: string, signal?: AbortSignal): Promise<void> {
      await connection.get(`/v1/client/allocation/${id}/gc`, withSignal(signal));
    },
  };
}

/** Why a task is not running, in the words of its last events that say so. */
export function explainTask(state: TaskState | undefined): string {
  const telling = (state?.Events ?? []).filter(
    ({ Type, DisplayMessage }) =>
      /Fail|Terminated|Killed|Setup Failure|Driver Failure|Not Restarting/i.test(Type) && DisplayMessage,
  );
  const words = telling.map(({ DisplayMessage }) => DisplayMessage!.trim());
  return words.length === 0 ? 'Nomad gives no reason' : [...new Set(words)].slice(-3).join('; ');
}
