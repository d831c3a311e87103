import type { Connection } from '../connection.ts';

export interface Namespace {
  readonly Name: string;
  readonly Description?: string;
}

export function namespaces(connection: Connection) {
  return {
    async list(): Promise<readonly Namespace[]> {
      return (await connection.get<Namespace[]>('/v1/namespaces')).value;
    },
    async apply(namespace: Namespace): Promise<void> {
      await connection.put('/v1/namespace', namespace);
    },
    async remove(name: string): Promise<void> {
      await connection.delete(`/v1/namespace/${encodeURIComponent(name)}`);
    },
  };
}
