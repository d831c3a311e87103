import type { Connection } from '../connection.ts';

export interface AclToken {
  readonly AccessorID: string;
  readonly SecretID: string;
  readonly Name: string;
  readonly Type: 'client' | 'management';
  readonly Policies: readonly string[] | null;
  readonly ExpirationTime?: string | null;
}

export function acl(connection: Connection) {
  return {
    /** Makes the first token of a server, once. */
    async bootstrap(): Promise<AclToken> {
      return (await connection.put<AclToken>('/v1/acl/bootstrap', {})).value;
    },
    /** The token of this connection. */
    async self(): Promise<AclToken> {
      return (await connection.get<AclToken>('/v1/acl/token/self')).value;
    },
    async createToken(o: {
      name: string;
      policies: readonly string[];
      /** Go's notation: `20h`. */
      ttl?: string;
    }): Promise<AclToken> {
      const body = {
        Name: o.name,
        Type: 'client',
        Policies: o.policies,
        ...(o.ttl === undefined ? {} : { ExpirationTTL: o.ttl }),
      };
      return (await connection.put<AclToken>('/v1/acl/token', body)).value;
    },
    async removeToken(accessor: string): Promise<void> {
      await connection.delete(`/v1/acl/token/${accessor}`);
    },
    /** `rules` in Nomad's policy language. */
    async applyPolicy(name: string, rules: string): Promise<void> {
      await connection.put(`/v1/acl/policy/${encodeURIComponent(name)}`, { Name: name, Rules: rules });
    },
  };
}
