import type { Connection } from '../connection.ts';

/** Encrypted values of a path, readable by the jobs that the path names. */
export interface Variable {
  readonly Path: string;
  readonly Items: Readonly<Record<string, string>>;
}

export function variables(connection: Connection) {
  const of = (path: string) => `/v1/var/${path.split('/').map(encodeURIComponent).join('/')}`;
  return {
    async read(path: string): Promise<Variable> {
      return (await connection.get<Variable>(of(path))).value;
    },
    async write(variable: Variable): Promise<void> {
      await connection.put(of(variable.Path), variable);
    },
    async remove(path: string): Promise<void> {
      await connection.delete(of(path));
    },
  };
}
