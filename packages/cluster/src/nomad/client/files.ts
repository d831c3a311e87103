import type { Connection } from '../connection.ts';
import { withSignal } from './jobs.ts';

export interface AllocationFile {
  readonly Name: string;
  readonly IsDir: boolean;
  readonly Size: number;
  readonly FileMode: string;
  readonly ModTime: string;
}

/** Files of an allocation on its client; paths begin with the task's name, or `alloc`. */
export function files(connection: Connection) {
  const get = async <T>(what: string, id: string, path: string): Promise<T> =>
    (await connection.get<T>(`/v1/client/fs/${what}/${id}`, { query: { path } })).value;
  return {
    list: (id: string, path: string) => get<readonly AllocationFile[]>('ls', id, path),
    stat: (id: string, path: string) => get<AllocationFile>('stat', id, path),
    /** The bytes of a file from `offset`, at most `limit`: what a cut download goes on with. */
    async read(
      id: string,
      path: string,
      o: { offset: number; limit: number; signal?: AbortSignal },
    ): Promise<ReadableStream<Uint8Array>> {
      const query = { path, offset: o.offset, limit: o.limit };
      return await connection.stream(`/v1/client/fs/readat/${id}`, { query, ...withSignal(o.signal) });
    },
    async cat(id: string, path: string, signal?: AbortSignal): Promise<ReadableStream<Uint8Array>> {
      return await connection.stream(`/v1/client/fs/cat/${id}`, { query: { path }, ...withSignal(signal) });
    },
    /** Frames `{Offset, Data (base64), File, FileEvent}` as JSON one after the other, for as long as the file is followed. */
    async stream(
      id: string,
      path: string,
      o: { offset?: number; signal: AbortSignal },
    ): Promise<ReadableStream<Uint8Array>> {
      const query = { path, offset: o.offset ?? 0, origin: 'start', follow: true };
      return await connection.stream(`/v1/client/fs/stream/${id}`, { query, signal: o.signal });
    },
    /** What a task wrote to its own stdout or stderr, as Nomad kept it. */
    async logs(
      id: string,
      o: { task: string; type: 'stdout' | 'stderr' },
    ): Promise<ReadableStream<Uint8Array>> {
      const query = { task: o.task, type: o.type, plain: true, origin: 'start' };
      return await connection.stream(`/v1/client/fs/logs/${id}`, { query });
    },
  };
}
