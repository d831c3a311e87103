import type { Connection } from '../connection.ts';

export interface DriverInfo {
  readonly Detected: boolean;
  readonly Healthy: boolean;
  readonly HealthDescription?: string;
  readonly Attributes?: Readonly<Record<string, string>> | null;
}

/** A Nomad client as the list shows it. */
export interface NodeStub {
  readonly ID: string;
  readonly Name: string;
  readonly Datacenter: string;
  readonly NodeClass?: string;
  readonly Status: 'initializing' | 'ready' | 'down' | 'disconnected';
  readonly SchedulingEligibility: 'eligible' | 'ineligible';
  readonly Drain: boolean;
  readonly Version: string;
  readonly Drivers: Readonly<Record<string, DriverInfo>> | null;
}

export interface NomadNode extends NodeStub {
  readonly Attributes: Readonly<Record<string, string>>;
  /** What the operator wrote into the agent's configuration. */
  readonly Meta?: Readonly<Record<string, string>> | null;
  readonly NodeResources?: {
    readonly Cpu?: { readonly CpuShares: number };
    readonly Memory?: { readonly MemoryMB: number };
    readonly Disk?: { readonly DiskMB: number };
  };
}

export function nodes(connection: Connection) {
  return {
    async list(): Promise<readonly NodeStub[]> {
      return (await connection.get<NodeStub[]>('/v1/nodes')).value;
    },
    async read(id: string): Promise<NomadNode> {
      return (await connection.get<NomadNode>(`/v1/node/${id}`)).value;
    },
  };
}
