import assert from 'node:assert/strict';
import { test } from 'node:test';
import { httpSend } from '../../src/credentials/http-send.ts';
import { logIn } from '../../src/credentials/login.ts';
import type { OidcEdge } from '../../src/credentials/oidc-login.ts';
import { vaultClient, vaultError } from '../../src/credentials/vault-client.ts';
import { type Reply, type VaultDouble, vaultDouble } from './vault-double.ts';

const SECRET = 'hvs.a-token-that-nobody-may-see';
const auth = {
  client_token: SECRET,
  accessor: 'acc',
  lease_duration: 60,
  renewable: true,
  policies: ['perf'],
};

function clientOf({ address }: { address: string }, more: { token?: string; namespace?: string } = {}) {
  const { namespace, ...token } = more;
  return vaultClient({
    settings: { address, skipVerify: false, ...(namespace === undefined ? {} : { namespace }) },
    send: httpSend(),
    sleep: async () => {},
    random: () => 0,
    ...token,
  });
}

async function withVault(
  answer: (line: string, body: Record<string, string>) => Reply | undefined,
  body: (vault: VaultDouble) => Promise<void>,
): Promise<void> {
  const vault = await vaultDouble(answer);
  try {
    await body(vault);
  } finally {
    await vault.close();
  }
}

const failures: readonly (readonly [name: string, reply: Reply, message: RegExp])[] = [
  ['a wrong token', [403, { errors: ['permission denied'] }], /permission denied \(403\); log in again/],
  [
    'a path that is not there',
    [404, { errors: [] }],
    /no such path \(404\); check the mount, the role and VAULT_NAMESPACE/,
  ],
  ['a sealed server', [503, { errors: ['Vault is sealed'] }], /sealed \(503\); unseal/],
  ['a page instead of an answer', [200, '<html>'], /answers 200 and not with Vault's JSON; check VAULT_ADDR/],
  ['no object', [200, 'null'], /not with Vault's JSON/],
];
for (const [name, reply, message] of failures)
  test(`${name} is told with what to do`, () =>
    withVault(
      () => reply,
      async (vault) => {
        const client = clientOf(vault, { token: SECRET });
        const answer = await client.read('nomad/creds/perf');
        assert.notEqual(answer.kind, 'given');
        const error = vaultError('Nomad token (nomad/creds/perf)', client.settings, answer as never);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, new RegExp(SECRET));
      },
    ));

test('nobody listening is told; an answer that does not end is cut off', async () => {
  const client = clientOf({ address: 'http://127.0.0.1:1' });
  const answer = await client.health();
  assert.deepEqual(answer, { kind: 'unreachable', problem: 'nothing listens there' });
  await withVault(
    () => [200, `"${'x'.repeat((8 << 20) + 1)}"`],
    async (vault) =>
      assert.match(
        JSON.stringify(await clientOf(vault).lookupSelf()),
        /an answer of more than 8388608 bytes/,
      ),
  );
});

test('a busy server is asked again, a refusal is not', async () => {
  let asked = 0;
  await withVault(
    () => (++asked < 3 ? [429, { errors: ['busy'] }] : [200, { data: { ttl: 5, policies: ['a'] } }]),
    async (vault) => {
      const facts = await clientOf(vault, { token: SECRET, namespace: 'perf' }).lookupSelf();
      assert.ok(facts.kind === 'given' && facts.value.ttlSeconds === 5);
      assert.equal(asked, 3);
      assert.equal(vault.requests[0]!.headers['x-vault-namespace'], 'perf');
      assert.equal(vault.requests[0]!.headers['x-vault-token'], SECRET);
    },
  );
});

test('health says why a server does not serve', async () => {
  for (const [reply, expected] of [
    [[200, { version: '2.4.1' }], { kind: 'given', value: { version: '2.4.1' } }],
    [[503, { sealed: true }], { kind: 'refused', status: 503, problem: 'it is sealed' }],
    [[501, { initialized: false }], { kind: 'refused', status: 501, problem: 'it is not initialised' }],
  ] as const)
    await withVault(
      () => reply as Reply,
      async (vault) => assert.deepEqual(await clientOf(vault).health(), expected),
    );
});

test('login by GitHub sends the token in the body and nowhere else', () =>
  withVault(
    (line) => (line === 'POST auth/github-employees/login' ? [200, { auth }] : undefined),
    async (vault) => {
      const client = clientOf(vault);
      const login = await logIn(client, { kind: 'github', mount: 'github-employees', token: 'ghp_secret' });
      assert.deepEqual([login.token, login.leaseSeconds], [SECRET, 60]);
      assert.deepEqual(vault.requests[0]!.body, { token: 'ghp_secret' });
      await assert.rejects(
        logIn(client, { kind: 'github', mount: 'github', token: 'ghp_secret' }),
        (error: Error) => {
          assert.match(error.message, /login by GitHub \(auth\/github; the token needs the scope read:org\)/);
          assert.doesNotMatch(error.message, /ghp_secret/);
          return true;
        },
      );
    },
  ));

test('a login that asks for a second factor is refused in words', () =>
  withVault(
    () => [200, { auth: { client_token: '', mfa_requirement: {} } }],
    async (vault) =>
      await assert.rejects(
        logIn(clientOf(vault), { kind: 'github', mount: 'github', token: 'ghp_secret' }),
        /second factor/,
      ),
  ));

function oidcEdge(more: Partial<OidcEdge> = {}): OidcEdge & { readonly shown: string[] } {
  const shown: string[] = [];
  return {
    shown,
    show: (line) => shown.push(line),
    openBrowser: () => {},
    port: 0,
    nonce: () => 'nonce',
    sleep: async () => {},
    signal: new AbortController().signal,
    ...more,
  };
}

test('OIDC by device: shows page and code, then asks until the user has finished', async () => {
  let polls = 0;
  const waits: number[] = [];
  await withVault(
    (line) => {
      if (line === 'POST auth/oidc/oidc/auth_url')
        return [
          200,
          {
            data: { auth_url: 'https://id.test/device', state: 's', poll_interval: '5', user_code: 'AB-CD' },
          },
        ];
      if (line !== 'POST auth/oidc/oidc/poll') return undefined;
      polls++;
      if (polls === 1) return [400, { errors: ['authorization_pending'] }];
      if (polls === 2) return [400, { errors: ['slow_down'] }];
      return [200, { auth }];
    },
    async (vault) => {
      const edge = oidcEdge({ sleep: async (ms) => void waits.push(ms) });
      const login = await logIn(clientOf(vault), { kind: 'oidc', mount: 'oidc', role: 'perf', edge });
      assert.equal(login.token, SECRET);
      assert.deepEqual(edge.shown, ['log in at https://id.test/device', 'and enter the code AB-CD']);
      assert.deepEqual(waits, [5000, 5000, 10_000]);
      assert.deepEqual(vault.requests.at(-1)!.body, { state: 's', client_nonce: 'nonce' });
    },
  );
});

test('OIDC by browser: the page on loopback takes what the browser brings', async () => {
  const port = 21_250;
  await withVault(
    (line, body) => {
      if (line === 'POST auth/oidc/oidc/auth_url')
        return [200, { data: { auth_url: `https://id.test/?to=${body.redirect_uri}` } }];
      return line === 'GET auth/oidc/oidc/callback?state=st&code=co&client_nonce=nonce'
        ? [200, { auth }]
        : undefined;
    },
    async (vault) => {
      const visits: number[] = [];
      const openBrowser = async () => {
        const page = `http://localhost:${port}`;
        visits.push((await fetch(`${page}/favicon.ico`)).status);
        visits.push((await fetch(`${page}/oidc/callback?state=st`)).status);
        visits.push((await fetch(`${page}/oidc/callback?state=st&code=co`)).status);
      };
      const edge = oidcEdge({ port, openBrowser });
      const login = await logIn(clientOf(vault), { kind: 'oidc', mount: 'oidc', role: '', edge });
      assert.equal(login.token, SECRET);
      assert.deepEqual(visits, [404, 400, 200]);
      assert.deepEqual(edge.shown, [`log in at https://id.test/?to=http://localhost:${port}/oidc/callback`]);
    },
  );
});

test('OIDC: a role without a page, a provider that refuses and Ctrl-C end in words', async () => {
  await withVault(
    () => [200, { data: { auth_url: '' } }],
    async (vault) =>
      await assert.rejects(
        logIn(clientOf(vault), { kind: 'oidc', mount: 'oidc', role: 'x', edge: oidcEdge({ port: 8250 }) }),
        /role 'x' of auth\/oidc gives no page.*http:\/\/localhost:8250\/oidc\/callback added/,
      ),
  );
  await withVault(
    () => [200, { data: { auth_url: 'https://id.test' } }],
    async (vault) => {
      const port = 21_251;
      const openBrowser = () => void fetch(`http://localhost:${port}/oidc/callback?error=access_denied`);
      await assert.rejects(
        logIn(clientOf(vault), {
          kind: 'oidc',
          mount: 'oidc',
          role: 'x',
          edge: oidcEdge({ port, openBrowser }),
        }),
        /the provider refused the login: access_denied/,
      );
      const stop = new AbortController();
      const edge = oidcEdge({
        port,
        signal: stop.signal,
        openBrowser: () => stop.abort(new Error('stopped by SIGINT')),
      });
      await assert.rejects(
        logIn(clientOf(vault), { kind: 'oidc', mount: 'oidc', role: 'x', edge }),
        /stopped by SIGINT/,
      );
    },
  );
});
