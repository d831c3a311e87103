import { createServer, type Server } from 'node:http';
import { ClusterError } from '../errors.ts';
import { type VaultAnswer, type VaultClient, type VaultLogin, vaultError } from './vault-client.ts';

/** What a login by browser needs of its surroundings. */
export interface OidcEdge {
  /** Shows a line to the user. */
  readonly show: (line: string) => void;
  /** Opens a page if there is a browser; the line with its address is shown anyway. */
  readonly openBrowser: (url: string) => void;
  /** Port of the page that the browser is led back to; roles list it. The command of Vault has 8250. */
  readonly port: number;
  readonly nonce: () => string;
  readonly sleep: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
}

/** For a person with a second device; a server's own limit is often 5 minutes. */
const PATIENCE_MS = 5 * 60_000;

/**
 * Login by OpenID Connect as the server offers it: where the role asks for the device flow or for a call-back to the server (OpenBao),
 * the server is asked until the user has finished elsewhere; else the browser of this machine is led to a page of ours on loopback.
 * Source: the OIDC login of OpenBao's JWT method; HashiCorp's server has the last of the three.
 */
export async function logInByOidc(
  client: VaultClient,
  o: { readonly mount: string; readonly role: string; readonly edge: OidcEdge },
): Promise<VaultLogin> {
  const { edge, mount, role } = o;
  const nonce = edge.nonce();
  const began = async (redirect: string) => {
    const answer = await client.ask(`auth/${mount}/oidc/auth_url`, {
      role,
      redirect_uri: redirect,
      client_nonce: nonce,
    });
    if (answer.kind !== 'given') throw vaultError(`login by OIDC (auth/${mount})`, client.settings, answer);
    const { auth_url, state, poll_interval, user_code } = answer.value.data;
    return {
      url: text(auth_url),
      state: text(state),
      pollSeconds: Number(poll_interval ?? 0),
      userCode: text(user_code),
    };
  };
  const here = `http://localhost:${edge.port}/oidc/callback`;
  let start = await began(here);
  // A role that leads the browser back to the server itself allows only that address.
  if (start.url === '') start = await began(`${client.settings.address}/v1/auth/${mount}/oidc/callback`);
  if (start.url === '')
    throw new ClusterError('VAULT_REFUSED', {
      place: `Vault at ${client.settings.address}`,
      problem: `the role ${role === '' ? 'by default' : `'${role}'`} of auth/${mount} gives no page to log in at`,
      fix: `name another role, or have ${here} added to its allowed_redirect_uris`,
    });
  const listening =
    start.pollSeconds > 0 ? undefined : await listenForCallback(edge.port, client.settings.address);
  edge.show(`log in at ${start.url}`);
  if (start.userCode !== '') edge.show(`and enter the code ${start.userCode}`);
  edge.openBrowser(start.url);
  if (listening === undefined) return await poll(client, { ...o, nonce, ...start });
  try {
    const { state, code } = await listening.called(edge.signal);
    const query = new URLSearchParams({ state, code, client_nonce: nonce });
    return loggedIn(client, mount, await client.login(`auth/${mount}/oidc/callback?${query}`));
  } finally {
    await listening.close();
  }
}

async function poll(
  client: VaultClient,
  o: {
    readonly mount: string;
    readonly state: string;
    readonly nonce: string;
    readonly pollSeconds: number;
    readonly edge: OidcEdge;
  },
): Promise<VaultLogin> {
  let seconds = o.pollSeconds;
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += seconds * 1000) {
    await o.edge.sleep(seconds * 1000);
    o.edge.signal.throwIfAborted();
    const answer = await client.login(`auth/${o.mount}/oidc/poll`, { state: o.state, client_nonce: o.nonce });
    if (answer.kind === 'refused' && answer.problem.endsWith('authorization_pending')) continue;
    if (answer.kind === 'refused' && answer.problem.endsWith('slow_down')) seconds *= 2;
    else return loggedIn(client, o.mount, answer);
  }
  throw tooLate(client.settings.address);
}

function loggedIn(client: VaultClient, mount: string, answer: VaultAnswer<VaultLogin>): VaultLogin {
  if (answer.kind !== 'given') throw vaultError(`login by OIDC (auth/${mount})`, client.settings, answer);
  return answer.value;
}

interface Callback {
  readonly state: string;
  readonly code: string;
}

/** One page on loopback that takes what the browser brings back; anything else gets 404. */
async function listenForCallback(
  port: number,
  address: string,
): Promise<{ called(signal: AbortSignal): Promise<Callback>; close(): Promise<void> }> {
  const { promise, resolve, reject } = Promise.withResolvers<Callback>();
  promise.catch(() => undefined); // its reader may not have come yet
  const server: Server = createServer({ requestTimeout: 5000 }, (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const state = url.searchParams.get('state') ?? '';
    const code = url.searchParams.get('code') ?? '';
    response.setHeader('connection', 'close');
    if (request.method !== 'GET' || url.pathname !== '/oidc/callback') response.writeHead(404).end();
    else if (url.searchParams.has('error')) {
      response.end('The login was refused. This page may be closed.\n');
      reject(
        new ClusterError('VAULT_REFUSED', {
          place: `Vault at ${address}`,
          problem: `the provider refused the login: ${(url.searchParams.get('error') ?? '').slice(0, 80)}`,
          fix: 'log in with an account that the role allows',
        }),
      );
    } else if (state === '' || code === '') response.writeHead(400).end('state or code is missing\n');
    else {
      response.end('Logged in. This page may be closed.\n');
      resolve({ state, code });
    }
  });
  await new Promise<void>((done, failed) => {
    server.once('error', (cause) =>
      failed(
        new ClusterError('PORT_BUSY', {
          place: `port ${port}`,
          problem: 'the browser would be led back to it and another program listens there',
          fix: 'end that program, or name another port that the role allows (--callback-port)',
          cause,
        }),
      ),
    );
    server.listen({ port, host: 'localhost' }, done);
  });
  return {
    async called(signal) {
      const late = setTimeout(() => reject(tooLate(address)), PATIENCE_MS);
      const stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      try {
        return await promise;
      } finally {
        clearTimeout(late);
        signal.removeEventListener('abort', stop);
      }
    },
    close: () => new Promise((done) => server.close(() => done())),
  };
}

function tooLate(address: string): ClusterError {
  return new ClusterError('VAULT_REFUSED', {
    place: `Vault at ${address}`,
    problem: 'nobody finished the login within 5 minutes',
    fix: 'begin again',
  });
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
