import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { locateReal } from '../../../../scripts/real/locate.ts';
import { acquireCredentials, type HeldCredentials } from '../../src/credentials/acquire.ts';
import type { CredentialNeed } from '../../src/credentials/needs.ts';
import { credentialsStatus, revokeCredentials } from '../../src/credentials/status.ts';
import { systemCredentialsEdge } from '../../src/credentials/system-edge.ts';
import { type RealServer, startMoto, startNomadServer, startVault } from './real-servers.ts';

const located = locateReal('vault');
const skip = located.kind === 'here' ? false : located.reason;
const nomadLocated = locateReal('nomad');
const motoLocated = locateReal('moto');
const motoSkip = skip || (motoLocated.kind === 'here' ? false : motoLocated.reason);
const nomadSkip = skip || (nomadLocated.kind === 'here' ? false : nomadLocated.reason);

const root = mkdtempSync(join(tmpdir(), 'sb-vault-'));
const folder = join(root, '.local', 'state', 'slotbench', 'credentials');
/** Every secret that a flow of this file used. */
const secrets = new Set<string>();
/** Everything that was said, by whomever. */
const said: string[] = [];
let vault: RealServer;
let nomad: RealServer | undefined;
let moto: Awaited<ReturnType<typeof startMoto>> | undefined;

const POLICY = `
path "secret/data/*" { capabilities = ["read"] }
path "nomad/creds/*" { capabilities = ["read"] }
path "aws/creds/*" { capabilities = ["read"] }
`;

before(async () => {
  if (located.kind !== 'here') return;
  vault = await startVault(located.program);
  secrets.add(vault.root);
  await vault.ask('POST', 'sys/mounts/secret', { type: 'kv', options: { version: '2' } });
  await vault.ask('POST', 'sys/auth/approle', { type: 'approle' });
  await vault.ask('PUT', 'sys/policies/acl/wb', {
    policy: `${POLICY}path "sys/leases/revoke" { capabilities = ["update"] }`,
  });
  await vault.ask('PUT', 'sys/policies/acl/no-revoke', { policy: POLICY });
  await sleep(1000); // the KV engine upgrades itself
  await vault.ask('POST', 'secret/data/db', { data: { pass: 'a-password-of-the-database' } });
  secrets.add('a-password-of-the-database');
  if (motoLocated.kind === 'here') {
    moto = await startMoto(motoLocated.program);
    await vault.ask('POST', 'sys/mounts/aws', { type: 'aws' });
    await vault.ask('POST', 'aws/config/root', {
      ...{ access_key: 'testing', secret_key: 'testing', region: 'us-east-1' },
      ...{ iam_endpoint: moto.address, sts_endpoint: moto.address },
    });
    await vault.ask('POST', 'aws/config/lease', { lease: '2m', lease_max: '1h' });
    const allow = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
    await vault.ask('POST', 'aws/roles/s3', {
      credential_type: 'iam_user',
      policy_document: JSON.stringify(allow),
    });
    await vault.ask('POST', 'aws/roles/sts', {
      credential_type: 'assumed_role',
      role_arns: ['arn:aws:iam::123456789012:role/s3role'],
      default_sts_ttl: '900s',
    });
  }
  if (nomadLocated.kind === 'here') {
    nomad = await startNomadServer(nomadLocated.program);
    secrets.add(nomad.root);
    await nomad.ask('PUT', 'acl/policy/bench', {
      Name: 'bench',
      Rules: 'namespace "default" { policy = "write" }',
    });
    await vault.ask('POST', 'sys/mounts/nomad', { type: 'nomad' });
    await vault.ask('POST', 'nomad/config/access', { address: nomad.address, token: nomad.root });
    await vault.ask('POST', 'nomad/role/bench', { policies: ['bench'], type: 'client' });
  }
});
after(async () => {
  for (const child of holders) child.kill('SIGKILL'); // of a test that failed
  await Promise.all([vault?.stop(), nomad?.stop(), moto?.stop()]);
  rmSync(root, { recursive: true, force: true });
});

/** Variables of an AppRole with these properties: what a CI has. */
async function appRole(name: string, fields: object): Promise<Record<string, string>> {
  const made = await vault.ask('POST', `auth/approle/role/${name}`, fields);
  assert.equal(made.status, 204);
  const id = await vault.ask('GET', `auth/approle/role/${name}/role-id`);
  const secret = await vault.ask('POST', `auth/approle/role/${name}/secret-id`);
  secrets.add(secret.json.data.secret_id!);
  return {
    VAULT_ADDR: vault.address,
    VAULT_ROLE_ID: id.json.data.role_id!,
    VAULT_SECRET_ID: secret.json.data.secret_id!,
  };
}

const ten = { token_policies: ['wb'], token_ttl: '10m', token_max_ttl: '1h' };
const NOMAD: CredentialNeed = { kind: 'nomad', role: 'bench' };
const AWS: CredentialNeed = { kind: 'aws', role: 's3' };
const KV: CredentialNeed = { kind: 'kv', path: 'db', fields: { PGPASSWORD: 'pass' } };

async function acquire(
  env: object,
  needs: readonly CredentialNeed[],
  o: { plannedMs?: number; acceptShort?: boolean } = {},
): Promise<{ held: HeldCredentials; events: string[] }> {
  const events: string[] = [];
  try {
    const held = await acquireCredentials(needs, {
      edge: systemCredentialsEdge({ HOME: root, PATH: process.env.PATH, ...env }),
      plannedMs: 60_000,
      tell: ({ kind, words }) => {
        events.push(kind);
        said.push(words);
      },
      ...o,
    });
    for (const value of Object.values(held.env())) secrets.add(value);
    said.push(...held.notes);
    return { held, events };
  } catch (error) {
    said.push(`${error} ${(error as Error).stack} ${JSON.stringify(error)} ${(error as Error).cause}`);
    throw error;
  }
}

const nomadAnswers = async (token: string): Promise<number> =>
  (await nomad!.ask('GET', 'jobs', undefined, token)).status;
const records = (): string[] => readdirSync(folder).filter((name) => name.startsWith('leases-'));

test('AppRole, KV: fetched, recorded while held, nothing left afterwards', { skip }, async () => {
  const env = await appRole('kv', ten);
  const { held } = await acquire(env, [KV]);
  assert.deepEqual(held.env(), { PGPASSWORD: 'a-password-of-the-database' });
  const [record] = records();
  assert.equal(statSync(join(folder, record!)).mode & 0o777, 0o600);
  const { ownToken } = JSON.parse(readFileSync(join(folder, record!), 'utf8'));
  secrets.add(ownToken.token);
  assert.equal((await vault.ask('GET', 'auth/token/lookup-self', undefined, ownToken.token)).status, 200);
  assert.deepEqual(await held.release(), []);
  assert.equal((await vault.ask('GET', 'auth/token/lookup-self', undefined, ownToken.token)).status, 403);
  assert.deepEqual(records(), []);
});

test('wrong secrets, roles and paths are told with what to do', { skip }, async () => {
  const env = await appRole('wrong', ten);
  await assert.rejects(
    acquire({ ...env, VAULT_SECRET_ID: 'a-wrong-secret-id' }, [KV]),
    /login by AppRole \(auth\/approle\): invalid .*secret.* \(400\); check role, mount and what was entered/,
  );
  secrets.add('hvs.a-wrong-token');
  await assert.rejects(
    acquire({ VAULT_ADDR: vault.address, VAULT_TOKEN: 'hvs.a-wrong-token' }, [KV]),
    /the token of VAULT_TOKEN: .*\(403\); log in again/,
  );
  await assert.rejects(
    acquire(env, [{ ...KV, path: 'absent' }]),
    /secret \(secret\/data\/absent\): no such path \(404\)/,
  );
  await assert.rejects(acquire(env, [{ ...KV, mount: 'other' }]), /permission denied \(403\)/);
  await assert.rejects(
    acquire({ ...env, VAULT_NAMESPACE: 'perf' }, [{ ...KV, path: 'absent' }]),
    /\(namespace perf\)/,
  );
  assert.deepEqual(records(), []);
});

test('Nomad: a token that works, is renewed, is replaced at its longest life and is gone at the end', {
  skip: nomadSkip,
}, async () => {
  await vault.ask('POST', 'nomad/config/lease', { ttl: '3s', max_ttl: '5s' });
  const env = await appRole('nomad', ten);
  const { held, events } = await acquire(env, [NOMAD], { plannedMs: 4000 });
  const first = held.env().NOMAD_TOKEN!;
  assert.equal(await nomadAnswers(first), 200);
  assert.deepEqual(held.notes, []); // 5 s are enough for 4, and the rest is replaced
  for (let i = 0; i < 150 && !events.includes('replaced'); i++) await sleep(100);
  assert.ok(events.includes('renewed'), String(events));
  const second = held.env().NOMAD_TOKEN!;
  secrets.add(second);
  assert.notEqual(second, first);
  assert.equal(await nomadAnswers(second), 200);
  assert.deepEqual(await held.release(), []);
  assert.equal(await nomadAnswers(second), 403);
  assert.equal(await nomadAnswers(first), 403);
  assert.deepEqual(records(), []);
});

test('a run of 20 hours is told what ends before it', { skip: nomadSkip }, async () => {
  await vault.ask('POST', 'nomad/config/lease', { ttl: '1m', max_ttl: '8h' });
  const plannedMs = 20 * 3_600_000;
  const env = await appRole('short', { ...ten, token_max_ttl: '10h' });
  await assert.rejects(
    acquire(env, [NOMAD], { plannedMs }),
    /the Vault token \(AppRole\) can be kept for (10 h|9 h 59 min|9 h 60 min) at most and the run is planned for 20 h: it would end 10 h too early; with it ends the Nomad token \(nomad\/creds\/bench\)/,
  );
  assert.deepEqual(records(), []);
  const periodic = await appRole('long', { token_policies: ['wb'], token_period: '1m' });
  const { held } = await acquire(periodic, [NOMAD], { plannedMs });
  assert.match(
    held.notes.join(),
    /^the Nomad token \(nomad\/creds\/bench\) lives 8 h at most and will be replaced/,
  );
  await held.release();
});

test('a token that ends in the middle of a run is told before and when it does', { skip }, async () => {
  const env = await appRole('ending', { ...ten, token_ttl: '3s', token_max_ttl: '3s' });
  const { held, events } = await acquire(env, [KV], { plannedMs: 20_000, acceptShort: true });
  assert.match(held.notes.join(), /it would end 17 s too early/);
  for (let i = 0; i < 60 && !events.includes('lost'); i++) await sleep(100);
  assert.deepEqual(events.slice(-2), ['ends-soon', 'lost']);
  assert.deepEqual(await held.release(), []);
});

test('a lease that somebody revokes in the middle of a run is replaced', { skip: nomadSkip }, async () => {
  await vault.ask('POST', 'nomad/config/lease', { ttl: '3s', max_ttl: '1h' });
  const { held, events } = await acquire(await appRole('revoked', ten), [NOMAD]);
  const first = held.env().NOMAD_TOKEN!;
  assert.equal((await vault.ask('PUT', 'sys/leases/revoke-prefix/nomad/creds/bench')).status, 204);
  assert.equal(await nomadAnswers(first), 403);
  for (let i = 0; i < 60 && !events.includes('replaced'); i++) await sleep(100);
  secrets.add(held.env().NOMAD_TOKEN!);
  assert.equal(await nomadAnswers(held.env().NOMAD_TOKEN!), 200);
  assert.deepEqual(await held.release(), []);
});

test('AWS: keys of a user that exists only while they are held; temporary keys of a role', {
  skip: motoSkip,
}, async () => {
  const env = await appRole('aws', ten);
  const { held } = await acquire(env, [AWS], { plannedMs: 1_800_000 });
  assert.match(held.env().AWS_ACCESS_KEY_ID!, /^AKIA/);
  assert.equal((await moto!.users()).length, 1);
  assert.deepEqual(await held.release(), []);
  assert.deepEqual(await moto!.users(), []);
  const role = await acquire(env, [{ kind: 'aws', role: 'sts' }], { plannedMs: 1_800_000 });
  assert.deepEqual(Object.keys(role.held.env()).sort(), [
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
  ]);
  assert.match(
    role.held.notes.join(),
    /AWS keys \(aws\/creds\/sts\) lives 15 min at most and will be replaced/,
  );
  await role.held.release();
});

test('a policy without sys/leases/revoke: an own token takes its leases along, of another one it is told', {
  skip: nomadSkip,
}, async () => {
  await vault.ask('POST', 'nomad/config/lease', { ttl: '1m', max_ttl: '1h' });
  const own = await acquire(await appRole('no-revoke', { ...ten, token_policies: ['no-revoke'] }), [NOMAD]);
  assert.deepEqual(await own.held.release(), []);
  for (let i = 0; i < 50 && (await nomadAnswers(own.held.env().NOMAD_TOKEN!)) !== 403; i++) await sleep(100);
  assert.equal(await nomadAnswers(own.held.env().NOMAD_TOKEN!), 403);

  const made = await vault.ask('POST', 'auth/token/create', { policies: ['no-revoke'], ttl: '10m' });
  const token = made.json.auth.client_token;
  secrets.add(token);
  const env = { VAULT_ADDR: vault.address, VAULT_TOKEN: token };
  const other = await acquire(env, [NOMAD]);
  assert.match(
    (await other.held.release()).join(),
    /not revoked: Nomad token .*needs "update" on sys\/leases\/revoke/,
  );
  assert.equal(records().length, 1);
  // Somebody who may does it, through the same file.
  const edge = systemCredentialsEdge({ HOME: root, VAULT_ADDR: vault.address, VAULT_TOKEN: vault.root });
  const status = await credentialsStatus(edge);
  assert.deepEqual(
    status.leases.map(({ what, state }) => [what, state]),
    [['Nomad token (nomad/creds/bench)', 'held']],
  );
  assert.deepEqual(await revokeCredentials(edge, { all: true }), {
    revoked: ['Nomad token (nomad/creds/bench)'],
    problems: [],
  });
  assert.equal(await nomadAnswers(other.held.env().NOMAD_TOKEN!), 403);
});

const holder = fileURLToPath(new URL('../programs/credentials-holder.ts', import.meta.url));

const holders: ChildProcess[] = [];

/** A process that holds credentials; its output is kept. */
async function hold(env: Record<string, string>, needs: readonly CredentialNeed[]) {
  const child = spawn(
    process.execPath,
    ['--conditions=source', holder, JSON.stringify({ needs, plannedMs: 60_000 })],
    { env: { HOME: root, PATH: process.env.PATH!, ...env }, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] },
  );
  holders.push(child);
  const exited = new Promise((done) => child.once('exit', done));
  let output = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (chunk) => {
      output += chunk;
      said.push(String(chunk));
    });
  const variables = await new Promise<Record<string, string>>((resolve, reject) => {
    child.stdio[3]!.once('data' as never, (chunk: unknown) => resolve(JSON.parse(String(chunk))));
    child.once('exit', () => reject(new Error(`the holder ended: ${output}`)));
  });
  for (const value of Object.values(variables)) secrets.add(value);
  return { child, exited, variables, output: () => output };
}

const crash: readonly (readonly [name: string, env: () => Promise<Record<string, string>>, own: boolean])[] =
  [
    ['with a token of its own', () => appRole('crash', ten), true],
    [
      'with the token of the user',
      async () => ({ VAULT_ADDR: vault.address, VAULT_TOKEN: vault.root }),
      false,
    ],
  ];
for (const [name, envOf, own] of crash)
  test(`kill -9 ${name}: the next start gives back what it left`, {
    skip: nomadSkip || motoSkip,
  }, async () => {
    await vault.ask('POST', 'nomad/config/lease', { ttl: '10m', max_ttl: '1h' });
    const env = await envOf();
    const { child, exited, variables } = await hold(env, [NOMAD, AWS]);
    assert.equal(await nomadAnswers(variables.NOMAD_TOKEN!), 200);
    assert.equal(records().length, 1);
    assert.equal(JSON.parse(readFileSync(join(folder, records()[0]!), 'utf8')).ownToken !== undefined, own);
    checkNothingSaid(own ? 'own' : 'other');
    child.kill('SIGKILL');
    await exited;
    if (!own) {
      // Without a login nothing can be revoked: that is said, and it stays recorded.
      const { held } = await acquire({ VAULT_ADDR: vault.address, NOMAD_TOKEN: 'x-of-the-environment' }, [
        { kind: 'nomad' },
      ]);
      assert.match(
        held.notes.join(),
        /Nomad token \(nomad\/creds\/bench\), AWS keys \(aws\/creds\/s3\) of an earlier run cannot be revoked without a login/,
      );
      assert.equal(await nomadAnswers(variables.NOMAD_TOKEN!), 200);
    }
    const { held } = await acquire(env, [KV]);
    assert.deepEqual(held.notes, [
      'revoked what an earlier run left: Nomad token (nomad/creds/bench), AWS keys (aws/creds/s3)',
    ]);
    assert.equal(await nomadAnswers(variables.NOMAD_TOKEN!), 403);
    assert.deepEqual(await moto!.users(), []);
    assert.deepEqual(await held.release(), []);
    assert.deepEqual(records(), []);
  });

test('a core dump of a process that holds credentials has no memory in it', {
  skip: skip || process.platform !== 'linux',
}, async () => {
  const { child, exited } = await hold(await appRole('dump', ten), [KV]);
  assert.equal(readFileSync(`/proc/${child.pid}/coredump_filter`, 'utf8').trim(), '00000000');
  child.stdin!.end();
  await exited;
});

test('slotbench credentials: login from standard input, status, revoke', { skip }, async () => {
  const env = await appRole('cli', ten);
  const { VAULT_ROLE_ID, VAULT_SECRET_ID } = env;
  const cli = async (args: readonly string[], input: string) => {
    const child = spawn(
      process.execPath,
      [
        '--conditions=source',
        fileURLToPath(new URL('../../../cli/src/main.ts', import.meta.url)),
        'credentials',
        ...args,
      ],
      { env: { HOME: root, PATH: process.env.PATH!, VAULT_ADDR: vault.address }, stdio: 'pipe' },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.stdin.end(input);
    const code = await new Promise((done) => child.once('close', done));
    said.push(output);
    return { code, output };
  };
  const without = await cli(['status'], '');
  assert.deepEqual([without.code, /nobody has logged in/.test(without.output)], [69, true]);
  const login = ['login', '--method', 'approle', '--role-id', VAULT_ROLE_ID!, '--nomad-role', 'bench'];
  const made = await cli(login, `${VAULT_SECRET_ID}\n`);
  assert.deepEqual(
    [made.code, /logged in at .* with the policies default, wb\nthe login ends in 10 min/.test(made.output)],
    [0, true],
    made.output,
  );
  assert.equal(statSync(join(folder, 'login.json')).mode & 0o777, 0o600);
  const { token } = JSON.parse(readFileSync(join(folder, 'login.json'), 'utf8'));
  secrets.add(token);
  const status = await cli(['status'], '');
  assert.match(
    status.output,
    /server +http:.*version 1\.14\.1[\s\S]*token +login, ends in 10 min, renewable\npolicies +default, wb/,
  );
  const { held } = await acquire({ VAULT_ADDR: vault.address }, [KV]);
  await held.release();
  assert.equal((await vault.ask('GET', 'auth/token/lookup-self', undefined, token)).status, 200); // the user's stays
  const revoked = await cli(['revoke'], '');
  assert.deepEqual([revoked.code, revoked.output], [0, `revoked: the login at ${vault.address}\n`]);
  assert.equal((await vault.ask('GET', 'auth/token/lookup-self', undefined, token)).status, 403);
  assert.deepEqual(readdirSync(folder), []);
  const bad = await cli(['login', '--method', 'approle', '--role-id', 'r'], 'a-wrong-secret-id\n');
  assert.equal(bad.code, 69, bad.output);
});

/** Only the token that a run was given for itself stands in a file, and that is 0600. */
function checkNothingSaid(when: 'own' | 'other' | 'end'): void {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = [
    ...files.map((entry): [string, string] => [
      join(entry.parentPath, entry.name),
      readFileSync(join(entry.parentPath, entry.name), 'utf8'),
    ]),
    ['what was said', said.join('\n')],
  ] as const;
  for (const [place, text] of texts)
    for (const secret of secrets)
      if (secret.length >= 8) assert.ok(!text.includes(secret), `${when}: a secret in ${place}`);
}

test('nothing that these flows left holds a secret', { skip }, () => {
  assert.ok(secrets.size > 10 && said.length > 20, `${secrets.size} secrets, ${said.length} texts`);
  writeFileSync(join(root, 'witness'), [...secrets][0]!);
  assert.throws(() => checkNothingSaid('end'), /a secret in .*witness/); // the search finds one that is there
  rmSync(join(root, 'witness'));
  checkNothingSaid('end');
  assert.deepEqual(readdirSync(folder), []);
});
