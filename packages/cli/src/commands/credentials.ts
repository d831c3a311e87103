import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { LoginMethod } from '@slotbench/cluster';
import type { Command, Io, Values } from '../command.ts';
import { CliError } from '../errors.ts';
import { JSON_OPTION } from '../places.ts';
import { readSecret } from '../secret-input.ts';
import { table } from '../table-text.ts';

const METHODS = ['token', 'approle', 'github', 'oidc'] as const;

export const credentialsLogin: Command = {
  name: 'login',
  summary: 'Log in at a Vault or OpenBao',
  description:
    'What a run needs and the environment lacks (Nomad token, AWS keys) is then fetched by itself, renewed while the run goes on and revoked at its end. The login is kept in a file that only you can read. Secrets are read from the terminal or standard input.',
  options: {
    method: {
      type: 'text',
      value: 'METHOD',
      help: `${METHODS.join(', ')} (default: token)`,
    },
    address: { type: 'text', value: 'URL', help: 'of the server (default: $VAULT_ADDR)' },
    namespace: { type: 'text', value: 'NAME', help: 'of the server (default: $VAULT_NAMESPACE)' },
    mount: { type: 'text', value: 'PATH', help: 'of the method below auth/ (default: its name)' },
    role: { type: 'text', value: 'ROLE', help: 'of OIDC (default: the server’s)' },
    roleId: { type: 'text', value: 'ID', help: 'of AppRole; its secret id is read from standard input' },
    secretFile: { type: 'text', value: 'FILE', help: 'read the secret from a file instead' },
    callbackPort: { type: 'count', value: 'PORT', help: 'that the browser is led back to (default: 8250)' },
    nomadRole: { type: 'text', value: 'ROLE', help: 'of the engine nomad/, for runs' },
    awsRole: { type: 'text', value: 'ROLE', help: 'of the engine aws/, for runs' },
  },
  examples: [
    ['slotbench credentials login --method oidc --nomad-role perf', 'in the browser or on another device'],
    [
      'slotbench credentials login --method github --mount github-employees',
      'a classic token, scope read:org',
    ],
  ],
  async run(values, io) {
    const { inWords, logIn, storeLogin, systemCredentialsEdge, vaultClient, vaultSettings, vaultTrust } =
      await import('@slotbench/cluster');
    const edge = systemCredentialsEdge(io.env);
    const text = (name: string) => (values[name] === undefined ? undefined : String(values[name]));
    const kind = methodOf(values);
    const settings = vaultSettings(io.env, {
      ...(values.address === undefined ? {} : { address: String(values.address) }),
      ...(values.namespace === undefined ? {} : { namespace: String(values.namespace) }),
    });
    const method = await loginMethod(kind, values, io);
    const client = vaultClient({
      ...edge,
      settings,
      send: edge.send(vaultTrust(settings)),
      ...(method.kind === 'token' ? { token: method.token } : {}),
    });
    const login = await logIn(client, method);
    const endsMs = login.leaseSeconds === 0 ? null : edge.now() + login.leaseSeconds * 1000;
    const nomad = text('nomadRole');
    const aws = text('awsRole');
    await storeLogin(edge.folder, {
      version: 1,
      vault: settings,
      method: kind,
      token: login.token,
      accessor: login.accessor,
      endsMs,
      roles: { ...(nomad === undefined ? {} : { nomad }), ...(aws === undefined ? {} : { aws }) },
    });
    io.print(
      `logged in at ${settings.address}${login.policies.length === 0 ? '' : ` with the policies ${login.policies.join(', ')}`}`,
    );
    io.print(
      login.leaseSeconds === 0
        ? 'the login does not end by itself; `slotbench credentials revoke` ends it'
        : `the login ends in ${inWords(login.leaseSeconds * 1000)}${login.renewable ? ' unless a run renews it' : ''}`,
    );
    return 'ok';
  },
};

export const credentialsStatus: Command = {
  name: 'status',
  summary: 'Show what credentials there are and how long they last',
  options: { json: JSON_OPTION },
  async run(values, io) {
    const {
      credentialsStatus: statusOf,
      inWords,
      systemCredentialsEdge,
    } = await import('@slotbench/cluster');
    const status = await statusOf(systemCredentialsEdge(io.env));
    if (values.json) io.print(JSON.stringify(status));
    else {
      const { vault, token, problem, leases, fromEnvironment } = status;
      const rows: string[][] = [];
      if (vault !== null)
        rows.push([
          'server',
          `${vault.address}${vault.version === null ? '' : `, version ${vault.version}`}${vault.namespace === null ? '' : `, namespace ${vault.namespace}`}`,
        ]);
      if (token !== null) {
        const ends = token.leftMs === null ? 'does not end' : `ends in ${inWords(token.leftMs)}`;
        rows.push(['token', `${token.source}, ${ends}${token.renewable ? ', renewable' : ''}`]);
        rows.push(['policies', token.policies.join(', ')]);
      }
      for (const name of fromEnvironment) rows.push(['set', name]);
      for (const { what, leftMs, state } of leases)
        rows.push([
          state,
          `${what}, ends in ${inWords(leftMs)}${state === 'left' ? '; the next run revokes it' : ''}`,
        ]);
      for (const line of table(rows)) io.print(line);
      if (problem !== null) io.print(problem);
    }
    return status.token === null && status.fromEnvironment.length === 0 ? 'unavailable' : 'ok';
  },
};

export const credentialsRevoke: Command = {
  name: 'revoke',
  summary: 'Revoke the login and what killed runs left',
  options: { all: { type: 'flag', help: 'also what running runs hold; they will fail' } },
  async run(values, io) {
    const { revokeCredentials, systemCredentialsEdge } = await import('@slotbench/cluster');
    const { revoked, problems } = await revokeCredentials(systemCredentialsEdge(io.env), {
      all: values.all === true,
    });
    for (const what of revoked) io.print(`revoked: ${what}`);
    for (const problem of problems) io.note(`slotbench credentials: ${problem}`);
    if (revoked.length === 0 && problems.length === 0) io.print('nothing is held');
    return problems.length === 0 ? 'ok' : 'unavailable';
  },
};

function methodOf(values: Values): (typeof METHODS)[number] {
  const named = String(values.method ?? 'token');
  const found = METHODS.find((method) => method === named);
  if (found === undefined)
    throw new CliError({
      exit: 'usage',
      message: `credentials login: --method: expected ${METHODS.join(', ')}, got ${named}`,
    });
  return found;
}

async function loginMethod(kind: (typeof METHODS)[number], values: Values, io: Io): Promise<LoginMethod> {
  const mount = String(values.mount ?? kind);
  const secret = async (question: string): Promise<string> =>
    values.secretFile === undefined
      ? await readSecret(question, { input: process.stdin, output: io.stderr, signal: io.signal })
      : (await readFile(resolve(io.cwd, String(values.secretFile)), 'utf8')).trim();
  switch (kind) {
    case 'token':
      return { kind, token: await secret('Vault token') };
    case 'github':
      return { kind, mount, token: await secret('GitHub token') };
    case 'approle': {
      if (values.roleId === undefined)
        throw new CliError({ exit: 'usage', message: 'credentials login: --role-id is missing' });
      return { kind, mount, roleId: String(values.roleId), secretId: await secret('secret id') };
    }
    case 'oidc':
      return {
        kind,
        mount,
        role: String(values.role ?? ''),
        edge: {
          show: io.note,
          openBrowser,
          port: Number(values.callbackPort ?? 8250),
          nonce: () => randomBytes(20).toString('hex'),
          sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
          signal: io.signal,
        },
      };
  }
}

/** Where there is no browser nothing happens: the address is on the screen. */
function openBrowser(url: string): void {
  const command = process.platform === 'darwin' ? 'open' : 'xdg-open';
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  spawn(command, [url], { detached: true, stdio: 'ignore' })
    .on('error', () => undefined)
    .unref();
}
