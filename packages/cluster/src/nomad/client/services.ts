import type { Connection } from '../connection.ts';

/** Where an instance of a service can be reached. */
export interface ServiceInstance {
  readonly ServiceName: string;
  readonly Address: string;
  readonly Port: number;
  readonly AllocID: string;
  readonly NodeID: string;
  readonly Datacenter: string;
  readonly Tags: readonly string[] | null;
}

export function services(connection: Connection) {
  return {
    async read(name: string): Promise<readonly ServiceInstance[]> {
      return (await connection.get<ServiceInstance[]>(`/v1/service/${encodeURIComponent(name)}`)).value;
    },
  };
}
