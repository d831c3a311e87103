import type { Connection } from '../connection.ts';
import { withSignal } from './jobs.ts';

export interface AgentSelf {
  readonly config: { readonly Version?: { readonly Version?: string }; readonly Region?: string };
  readonly stats?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface AgentHealth {
  readonly server?: { readonly ok: boolean; readonly message?: string };
  readonly client?: { readonly ok: boolean; readonly message?: string };
}

export interface SchedulerConfiguration {
  readonly SchedulerConfig: { readonly MemoryOversubscriptionEnabled: boolean };
}

export function agent(connection: Connection) {
  return {
    async self(signal?: AbortSignal): Promise<AgentSelf> {
      return (await connection.get<AgentSelf>('/v1/agent/self', withSignal(signal))).value;
    },
    /** Needs no token. */
    async health(signal?: AbortSignal): Promise<AgentHealth> {
      return (await connection.get<AgentHealth>('/v1/agent/health', withSignal(signal))).value;
    },
    /** `HOST:PORT` of the leader, empty without one; needs no token. */
    async leader(signal?: AbortSignal): Promise<string> {
      return (await connection.get<string>('/v1/status/leader', withSignal(signal))).value;
    },
    async schedulerConfiguration(): Promise<SchedulerConfiguration> {
      return (await connection.get<SchedulerConfiguration>('/v1/operator/scheduler/configuration')).value;
    },
    /** Forgets jobs, evaluations and allocations that have ended. */
    async collectGarbage(): Promise<void> {
      await connection.put('/v1/system/gc', undefined);
    },
  };
}
