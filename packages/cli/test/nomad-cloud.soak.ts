/** A run on machines of a cloud as a user makes it, with everything real: Nomad, Vault, S3, nodes; then both ways of analysing it. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { locateReal } from '../../../scripts/real/locate.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const [nomad, vault, moto] = [locateReal('nomad'), locateReal('vault'), locateReal('moto')];
const lacking = [nomad, vault, moto].find((each) => each.kind === 'missing');
const skip =
  lacking?.kind === 'missing'
    ? lacking.reason
    : process.getuid?.() === 0
      ? false
      : 'clients of the exec driver need root';
const root = mkdtempSync(join(tmpdir(), 'sb-cloud-run-'));
const agents = join(root, 'agents');
const children: ChildProcess[] = [];
after(() => {
  if (existsSync(agents)) slotbench({}, ['nomad', 'agents', 'stop', '--dir', agents]);
  for (const child of children) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

/** The command as a user has it; what it says ends in `said`. */
const said: string[] = [];
function slotbench(env: NodeJS.ProcessEnv, args: readonly string[], input = ''): string {
  const own = { PATH: process.env.PATH, HOME: join(root, 'home'), ...env };
  const options = { env: own, cwd: root, input, encoding: 'utf8', stdio: 'pipe' } as const;
  try {
    const text = execFileSync(process.execPath, ['--conditions=source', main, ...args], options);
    said.push(text);
    return text;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`slotbench ${args.join(' ')}: ${stdout}${stderr}`);
  }
}

test('login, pinned machines, files through S3, analysis on the hosts, hosts that stay: no secret and no thing is left, and both analyses agree', {
  skip,
}, async () => {
  if (nomad.kind === 'missing' || vault.kind === 'missing' || moto.kind === 'missing') return;
  const regions = ['eu-central-1', 'us-east-1'];
  const posing = ['--class', 'perf', '--instance-type', 'c5d.2xlarge'];
  const places = regions.flatMap((region) => ['--datacenter', region]);
  slotbench({}, [
    'nomad',
    'agents',
    'start',
    '--dir',
    agents,
    '--nomad',
    nomad.program,
    ...places,
    ...posing,
  ]);
  const { address, token } = JSON.parse(readFileSync(join(agents, 'agents.json'), 'utf8'));
  const store = await startMoto(moto.program);
  const {
    env: vaultEnv,
    secret,
    root: rootToken,
  } = await startVault(vault.program, { address, token, store });
  const { roleId, secretId } = secret;

  const login = ['--method', 'approle', '--role-id', roleId, '--nomad-role', 'bench', '--aws-role', 's3'];
  slotbench(vaultEnv, ['credentials', 'login', ...login], `${secretId}\n`);
  const env = {
    NOMAD_ADDR: address,
    SLOTBENCH_S3_BUCKET: 'genesis',
    AWS_ENDPOINT_URL_S3: store,
    AWS_REGION: 'us-east-1',
  };
  const overlay = join(root, 'small.json');
  const composition = { n_singular_hosts: 2, locations: regions };
  const cluster = { nomad: { namespace: 'default', class: 'perf' } };
  writeFileSync(overlay, JSON.stringify({ composition, cluster, node: { shutdown_on_block_synced: 12 } }));
  const profile = ['quick', '--overlay', overlay];
  const clients = join(root, 'clients.json');
  slotbench(env, ['nomad', 'clients', ...profile, '--out', clients]);
  const cloud = ['--backend', 'nomad-cloud', '--clients', clients, '--analyse-remote', '--keep-running'];
  const ran = JSON.parse(slotbench(env, ['run', ...profile, ...cloud, '--json']));
  assert.equal(ran.status, 'complete', ran.reason);

  const run: string = ran.run;
  const logs = filesBelow(join(run, 'tracer')).filter((name) => /node-\d+\/node-/.test(name));
  assert.deepEqual([logs, existsSync(join(run, 'fold')), existsSync(join(run, 'aside'))], [[], false, false]);
  const remote = JSON.parse(readFileSync(join(run, 'analysis', 'results.json'), 'utf8'));
  assert.ok(remote.chain.length >= 6);

  // The logs themselves, from where they stayed, analysed here.
  const copy = join(root, 'copy');
  cpSync(run, copy, { recursive: true, filter: (path) => !path.endsWith('/analysis') });
  const hosts = Object.entries<{ allocation: string; name: string }>(
    JSON.parse(readFileSync(join(run, 'nomad', 'clients.json'), 'utf8')),
  );
  for (const [host, { allocation, name }] of hosts)
    cpSync(join(agents, name, 'data', 'alloc', allocation, host, 'local', 'logs'), copy, { recursive: true });
  slotbench({}, ['analyse', copy]);
  const local = JSON.parse(readFileSync(join(copy, 'analysis', 'results.json'), 'utf8'));
  for (const results of [local, remote]) delete results.provenance.analysedAt;
  assert.deepEqual(remote, local);

  assert.match(slotbench(env, ['nomad', 'stop']), new RegExp(ran.run));
  slotbench(env, ['nomad', 'stop', run]);
  assert.match(slotbench(env, ['nomad', 'stop']), /no run has left its hosts/);
  slotbench(vaultEnv, ['credentials', 'revoke']);

  // What was issued is gone, and so is what was stored.
  assert.equal(await left(store, 'iam'), '');
  assert.equal(await left(store, 's3'), '');
  const state = join(root, 'home', '.local', 'state', 'slotbench', 'credentials');
  assert.deepEqual(
    filesBelow(state).filter((name) => /^(?:leases|object)-/.test(name)),
    [],
  );
  const secrets = [token, secretId, rootToken];
  const texts = [...said, ...filesBelow(run).map((name) => readFileSync(join(run, name), 'latin1'))];
  for (const text of texts) {
    for (const each of secrets) assert.equal(text.includes(each), false);
    assert.doesNotMatch(text, /AKIA[A-Z0-9]{16}|X-Amz-Signature=[0-9a-f]{8}/);
  }
});

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

async function freePort(): Promise<number> {
  const holder = createServer();
  await new Promise<void>((done) => holder.listen(0, '127.0.0.1', done));
  const { port } = holder.address() as AddressInfo;
  await new Promise((done) => holder.close(done));
  return port;
}

const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=testing/20261124/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});

/** IAM, STS and S3 with one bucket, without checking who asks. */
async function startMoto(program: string): Promise<string> {
  const port = await freePort();
  children.push(spawn(program, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' }));
  const address = `http://127.0.0.1:${port}`;
  for (let attempt = 0; ; attempt++) {
    const made = await fetch(`${address}/genesis`, { method: 'PUT', headers: signed('s3') }).catch(
      () => undefined,
    );
    if (made?.ok === true) return address;
    assert.ok(attempt < 300, 'moto did not come up within a minute');
    await sleep(200);
  }
}

/** Names of users, or of objects. */
async function left(store: string, what: 'iam' | 's3'): Promise<string> {
  const answer =
    what === 's3'
      ? await fetch(`${store}/genesis?list-type=2`, { headers: signed('s3') })
      : await fetch(store, {
          method: 'POST',
          body: 'Action=ListUsers&Version=2010-05-08',
          headers: { 'content-type': 'application/x-www-form-urlencoded', ...signed('iam') },
        });
  const text = await answer.text();
  return [...text.matchAll(/<(?:UserName|Key)>([^<]*)/g)].map(([, name]) => name).join();
}

async function startVault(program: string, o: { address: string; token: string; store: string }) {
  const child = spawn(program, { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  const line = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text);
    });
    child.once('exit', (code) => reject(new Error(`vault ended with ${code}`)));
  });
  const { addr, root_token } = JSON.parse(line);
  const ask = async (base: string, token: string, method: string, path: string, body?: object) => {
    const answer = await fetch(`${base}/v1/${path}`, {
      method,
      headers: { 'x-vault-token': token, 'x-nomad-token': token },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    assert.ok(answer.ok, `${path}: ${answer.status}`);
    const text = await answer.text();
    return text.startsWith('{') ? JSON.parse(text) : {};
  };
  const inVault = (method: string, path: string, body?: object) => ask(addr, root_token, method, path, body);
  const rules =
    'namespace "default" { policy = "write" }\nnode { policy = "read" }\nagent { policy = "read" }\noperator { policy = "read" }';
  await ask(o.address, o.token, 'PUT', 'acl/policy/bench', { Name: 'bench', Rules: rules });
  await inVault('POST', 'sys/auth/approle', { type: 'approle' });
  await inVault('PUT', 'sys/policies/acl/wb', {
    policy:
      'path "nomad/creds/*" { capabilities = ["read"] }\npath "aws/creds/*" { capabilities = ["read"] }\npath "sys/leases/revoke" { capabilities = ["update"] }',
  });
  await inVault('POST', 'sys/mounts/nomad', { type: 'nomad' });
  await inVault('POST', 'nomad/config/access', { address: o.address, token: o.token });
  await inVault('POST', 'nomad/role/bench', { policies: ['bench'], type: 'client' });
  await inVault('POST', 'sys/mounts/aws', { type: 'aws' });
  await inVault('POST', 'aws/config/root', {
    ...{ access_key: 'testing', secret_key: 'testing', region: 'us-east-1' },
    ...{ iam_endpoint: o.store, sts_endpoint: o.store },
  });
  const allow = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
  await inVault('POST', 'aws/roles/s3', {
    credential_type: 'iam_user',
    policy_document: JSON.stringify(allow),
  });
  await inVault('POST', 'auth/approle/role/ci', {
    token_policies: ['wb'],
    token_ttl: '1h',
    token_max_ttl: '2h',
  });
  const id = await inVault('GET', 'auth/approle/role/ci/role-id');
  const made = await inVault('POST', 'auth/approle/role/ci/secret-id');
  return {
    env: { VAULT_ADDR: addr },
    root: root_token as string,
    secret: { roleId: id.data.role_id as string, secretId: made.data.secret_id as string },
  };
}
