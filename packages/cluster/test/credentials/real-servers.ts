import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A real server of a test: a process and what it takes to speak to it as its administrator. */
export interface RealServer {
  readonly address: string;
  /** Token of the administrator. */
  readonly root: string;
  ask(method: string, path: string, body?: object, token?: string): Promise<{ status: number; json: Reply }>;
  stop(): Promise<void>;
}

/** The fields that the tests read. */
interface Reply {
  readonly SecretID: string;
  readonly data: Readonly<Record<string, string>>;
  readonly auth: { readonly client_token: string };
}

/** Vault's core in memory, with KV, AppRole, nomad and aws engines. */
export async function startVault(program: string): Promise<RealServer> {
  const child = spawn(program, { stdio: ['ignore', 'pipe', 'ignore'] });
  const line = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text);
    });
    child.once('exit', (code) => reject(new Error(`vault ended with ${code}`)));
    child.once('error', reject);
  });
  const { addr, root_token } = JSON.parse(line);
  return server({ child, address: addr, root: root_token, header: 'x-vault-token' });
}

/** A Nomad server without clients, with ACL. */
export async function startNomadServer(program: string): Promise<RealServer> {
  const dir = mkdtempSync(join(tmpdir(), 'sb-nomad-'));
  const [http, rpc, serf] = await Promise.all([freePort(), freePort(), freePort()]);
  const config = {
    data_dir: join(dir, 'data'),
    bind_addr: '127.0.0.1',
    disable_update_check: true,
    log_level: 'ERROR',
    ports: { http, rpc, serf },
    advertise: { http: '127.0.0.1', rpc: '127.0.0.1', serf: '127.0.0.1' },
    server: { enabled: true, bootstrap_expect: 1 },
    acl: { enabled: true },
  };
  writeFileSync(join(dir, 'agent.json'), JSON.stringify(config));
  const child = spawn(program, ['agent', '-config', join(dir, 'agent.json')], { stdio: 'ignore' });
  const address = `http://127.0.0.1:${http}`;
  const stopped = server({ child, address, root: '', header: 'x-nomad-token', dir });
  for (let attempt = 0; attempt < 150; attempt++) {
    const made = await stopped.ask('POST', 'acl/bootstrap').catch(() => undefined);
    if (made?.status === 200)
      return server({ child, address, root: made.json.SecretID, header: 'x-nomad-token', dir });
    await sleep(200);
  }
  await stopped.stop();
  throw new Error('the Nomad server did not come up within 30 s');
}

/** moto's IAM and STS. */
export async function startMoto(program: string): Promise<RealServer & { users(): Promise<string[]> }> {
  const port = await freePort();
  const child = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore', detached: true });
  const address = `http://127.0.0.1:${port}`;
  const users = async () => {
    const answer = await fetch(address, {
      method: 'POST',
      body: 'Action=ListUsers&Version=2010-05-08',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization:
          'AWS4-HMAC-SHA256 Credential=testing/20261124/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0',
      },
    });
    return [...(await answer.text()).matchAll(/<UserName>([^<]*)/g)].map(([, name]) => name!);
  };
  for (let attempt = 0; ; attempt++) {
    if (
      await users().then(
        () => true,
        () => false,
      )
    )
      break;
    assert.ok(attempt < 150, 'moto did not come up within 30 s');
    await sleep(200);
  }
  return { ...server({ child, address, root: '', header: 'x-none' }), users };
}

function server(o: {
  child: ReturnType<typeof spawn>;
  address: string;
  root: string;
  header: string;
  dir?: string;
}): RealServer {
  return {
    address: o.address,
    root: o.root,
    async ask(method, path, body, token = o.root) {
      const answer = await fetch(`${o.address}/v1/${path}`, {
        method,
        headers: { ...(token === '' ? {} : { [o.header]: token }), connection: 'close' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, json: /^[[{]/.test(text) ? JSON.parse(text) : text };
    },
    async stop() {
      const gone = new Promise((done) => o.child.once('exit', done));
      if (o.child.exitCode === null && o.child.signalCode === null) {
        o.child.kill('SIGKILL');
        await gone;
      }
      if (o.dir !== undefined) rmSync(o.dir, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const holder = createServer();
  await new Promise<void>((done) => holder.listen(0, '127.0.0.1', done));
  const { port } = holder.address() as AddressInfo;
  await new Promise((done) => holder.close(done));
  return port;
}
