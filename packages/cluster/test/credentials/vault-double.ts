import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a test lets a server answer to `METHOD path`, and what the server was asked. */
export interface VaultDouble {
  readonly address: string;
  readonly requests: {
    readonly line: string;
    readonly headers: IncomingMessage['headers'];
    readonly body: unknown;
  }[];
  close(): Promise<void>;
}

export type Reply = readonly [status: number, body: object | string];

/** A server of the documented API for what no real one can be had for: GitHub and OIDC; and for answers that a real one avoids. */
export async function vaultDouble(
  answer: (line: string, body: Record<string, string>) => Reply | undefined,
): Promise<VaultDouble> {
  const requests: VaultDouble['requests'] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const line = `${request.method} ${request.url!.replace(/^\/v1\//, '')}`;
    const body = text === '' ? {} : JSON.parse(text);
    requests.push({ line, headers: request.headers, body });
    const [status, reply] = answer(line, body) ?? [404, { errors: [] }];
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
    response.end(status === 204 ? undefined : typeof reply === 'string' ? reply : JSON.stringify(reply));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => new Promise((done) => server.close(() => done())),
  };
}
