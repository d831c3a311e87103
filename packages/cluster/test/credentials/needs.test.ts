import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { acquireCredentials, hasRole } from '../../src/credentials/acquire.ts';
import { storeLogin } from '../../src/credentials/login.ts';
import { type CredentialNeed, fromEnvironment, pathOf, variablesFrom } from '../../src/credentials/needs.ts';
import { secretText } from '../../src/credentials/secret-text.ts';
import { openSession } from '../../src/credentials/session.ts';
import { systemCredentialsEdge } from '../../src/credentials/system-edge.ts';
import { vaultSettings, vaultTrust } from '../../src/credentials/vault-settings.ts';

const secret = (data: object) => ({
  data: data as Record<string, unknown>,
  leaseId: 'l',
  leaseSeconds: 1,
  renewable: true,
});

const answers: readonly (readonly [need: CredentialNeed, data: object, variables: object | RegExp])[] = [
  [{ kind: 'nomad' }, { secret_id: 's', accessor_id: 'a' }, { NOMAD_TOKEN: 's' }],
  [
    { kind: 'aws' },
    { access_key: 'A', secret_key: 'S', security_token: null },
    { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'S' },
  ],
  [
    { kind: 'aws' },
    { access_key: 'A', secret_key: 'S', session_token: 'T' },
    { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'S', AWS_SESSION_TOKEN: 'T' },
  ],
  [{ kind: 'kv', path: 'a', fields: { PGPASSWORD: 'pass' } }, { data: { pass: 'p' } }, { PGPASSWORD: 'p' }],
  [
    { kind: 'nomad' },
    { something: 's' },
    /p: the secret has no field secret_id; check the kind of the engine/,
  ],
  [
    { kind: 'kv', path: 'a', fields: { X: 'pass' } },
    { data: { other: 'p' } },
    /has no field pass; correct the name/,
  ],
  [
    { kind: 'kv', path: 'a', fields: { X: 'pass' } },
    { data: null },
    /deleted, or the engine is not KV version 2/,
  ],
];
for (const [need, data, expected] of answers)
  test(`${need.kind}: ${JSON.stringify(data)}`, () => {
    if (expected instanceof RegExp) assert.throws(() => variablesFrom(need, 'p', secret(data)), expected);
    else assert.deepEqual(variablesFrom(need, 'p', secret(data)), expected);
  });

test('the role is that of the need, else of the environment, else of the login', () => {
  const o = { env: { SLOTBENCH_NOMAD_ROLE: 'env' }, roles: { nomad: 'login', aws: 'login' } };
  assert.equal(pathOf({ kind: 'nomad', role: 'own', mount: 'n2' }, o), 'n2/creds/own');
  assert.equal(pathOf({ kind: 'nomad' }, o), 'nomad/creds/env');
  assert.equal(pathOf({ kind: 'aws' }, o), 'aws/creds/login');
  assert.throws(
    () => pathOf({ kind: 'aws' }, { env: {}, roles: {} }),
    /AWS keys: no role .* SLOTBENCH_AWS_ROLE, or log in with --aws-role/,
  );
});

test('what the environment has is not asked for', async () => {
  const root = mkdtempSync(join(tmpdir(), 'sb-cred-'));
  try {
    const env = {
      NOMAD_TOKEN: 'n',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
      AWS_SESSION_TOKEN: 'c',
      HOME: root,
    };
    const held = await acquireCredentials([{ kind: 'nomad' }, { kind: 'aws' }], {
      edge: { ...systemCredentialsEdge(env), send: () => assert.fail('nobody is to be asked') },
      plannedMs: 1,
      tell: () => {},
    });
    const { HOME: _, ...expected } = env;
    assert.deepEqual(held.env(), expected);
    assert.deepEqual([held.notes, await held.release()], [[], []]);
    assert.equal(fromEnvironment({ kind: 'aws' }, { AWS_ACCESS_KEY_ID: 'a' }), undefined);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

test('an address with more than host and port is refused without showing it', () => {
  for (const address of [
    'https://user:pass@vault.test',
    'https://vault.test/v1',
    'vault.test:8200',
    'https://h?token=hvs.x',
  ])
    assert.throws(
      () => vaultSettings({ VAULT_ADDR: address }),
      (error: Error) =>
        /expected https:\/\/HOST:PORT/.test(error.message) && !error.message.includes(address),
    );
  assert.throws(() => vaultSettings({}), /VAULT_ADDR: it is not said where/);
  assert.deepEqual(
    vaultSettings({ VAULT_ADDR: 'https://a:1/', BAO_ADDR: 'https://b:1/', VAULT_SKIP_VERIFY: 'true' }),
    {
      address: 'https://b:1',
      skipVerify: true,
    },
  );
  const ca = { address: 'https://a', caFile: '/nowhere/ca.pem', skipVerify: false };
  assert.throws(
    () => vaultTrust(ca),
    /\/nowhere\/ca\.pem: the authorities of Vault \(VAULT_CACERT\) cannot be read: ENOENT/,
  );
});

test('a token comes from the environment, a token helper or its file; none says what to do', async () => {
  const root = mkdtempSync(join(tmpdir(), 'sb-cred-'));
  try {
    const open = (more: object = {}) =>
      openSession(
        systemCredentialsEdge({ HOME: root, PATH: process.env.PATH, VAULT_ADDR: 'https://v.test', ...more }),
      );
    await assert.rejects(
      open(),
      /Vault at https:\/\/v\.test: nobody has logged in; log in \(`slotbench credentials login`\)/,
    );
    writeFileSync(join(root, '.vault-token'), 'from-file\n');
    assert.deepEqual((({ token, source }) => [token, source])(await open()), ['from-file', 'token helper']);
    const helper = join(root, 'helper');
    writeFileSync(
      helper,
      '#!/bin/sh\n[ "$1" = get ] && [ "$VAULT_TOKEN$AWS_SECRET_ACCESS_KEY" = "" ] && echo from-helper\n',
    );
    chmodSync(helper, 0o755);
    writeFileSync(join(root, '.vault'), `token_helper = "${helper}"\n`);
    assert.equal((await open()).token, 'from-helper');
    assert.equal((await open({ VAULT_TOKEN: 'from-env' })).token, 'from-env');
    writeFileSync(helper, '#!/bin/sh\nexit 3\n');
    await assert.rejects(open(), /the token helper of ~\/\.vault failed \(3\)/);
    writeFileSync(join(root, '.vault'), 'token_helper = "helper"\n');
    await assert.rejects(open(), /no absolute path/);
    await assert.rejects(open({ VAULT_ROLE_ID: 'r' }), /VAULT_ROLE_ID is set and its secret is not/);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

test('secrets are taken out of texts of others, also in their form for URLs', () => {
  const secrets = secretText();
  for (const one of ['abcd/efg+h', 'abcd/efg+hijk', 'short']) secrets.add(one);
  assert.equal(secrets.clean('x abcd/efg+hijk y abcd%2Fefg%2Bh z short'), 'x (secret) y (secret) z short');
});

test('Vault is asked for a Nomad token only if a role was named', async () => {
  const root = mkdtempSync(join(tmpdir(), 'sb-cred-'));
  try {
    assert.equal(await hasRole(systemCredentialsEdge({ HOME: root }), 'nomad'), false);
    assert.equal(
      await hasRole(systemCredentialsEdge({ HOME: root, SLOTBENCH_NOMAD_ROLE: 'perf' }), 'nomad'),
      true,
    );
    const { folder } = systemCredentialsEdge({ HOME: root });
    const vault = { address: 'https://v.test', skipVerify: false };
    const login = { version: 1, vault, method: 'token', token: 't', accessor: '', endsMs: null } as const;
    await storeLogin(folder, { ...login, roles: {} });
    assert.equal(await hasRole(systemCredentialsEdge({ HOME: root }), 'nomad'), false);
    await storeLogin(folder, { ...login, roles: { nomad: 'perf' } });
    assert.equal(await hasRole(systemCredentialsEdge({ HOME: root }), 'nomad'), true);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
