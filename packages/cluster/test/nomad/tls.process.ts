/** The client against a real server that asks for certificates. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { locateReal } from '../../../../scripts/real/locate.ts';
import { accessFromEnv } from '../../src/nomad/access.ts';
import { createNomadClient } from '../../src/nomad/client/client.ts';
import { freePorts } from '../../src/ports.ts';

const located = locateReal('nomad');
const skip = located.kind === 'here' ? hasNoOpenssl() : located.reason;
const dir = mkdtempSync(join(tmpdir(), 'sb-tls-'));
const at = (name: string) => join(dir, name);
let server: ReturnType<typeof spawn> | undefined;
let address = '';
const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

before(async () => {
  if (located.kind !== 'here' || skip !== false) return;
  authority('ca');
  authority('other');
  certificate('server', 'server.global.nomad');
  certificate('client', 'client.global.nomad');
  const [http, rpc, serf] = (await freePorts(3, Math.random)) as [number, number, number];
  address = `https://127.0.0.1:${http}`;
  const config = {
    data_dir: at('data'),
    bind_addr: '127.0.0.1',
    disable_update_check: true,
    ports: { http, rpc, serf },
    advertise: { http: '127.0.0.1', rpc: '127.0.0.1', serf: '127.0.0.1' },
    server: { enabled: true, bootstrap_expect: 1 },
    tls: {
      http: true,
      rpc: true,
      ca_file: at('ca.pem'),
      cert_file: at('server.pem'),
      key_file: at('server.key'),
      verify_server_hostname: true,
      verify_https_client: true,
    },
  };
  writeFileSync(at('agent.json'), JSON.stringify(config));
  server = spawn(located.program, ['agent', '-config', at('agent.json')], { stdio: 'ignore' });
  for (let i = 0; (await ask({}).catch(() => '')) === ''; i++) {
    assert.ok(i < 150, 'the server did not come up within 30 s');
    await sleep(200);
  }
});
after(async () => {
  if (server !== undefined) {
    const gone = new Promise((done) => server!.once('exit', done));
    server.kill('SIGKILL');
    await gone;
  }
  rmSync(dir, { recursive: true, force: true });
});

/** The leader, as a user with these variables hears of it. */
async function ask(change: NodeJS.ProcessEnv): Promise<string> {
  const env = {
    NOMAD_ADDR: address,
    NOMAD_CACERT: at('ca.pem'),
    NOMAD_CLIENT_CERT: at('client.pem'),
    NOMAD_CLIENT_KEY: at('client.key'),
    ...change,
  };
  const edge = { random: () => 0, sleep: async () => {} };
  return await createNomadClient(accessFromEnv(env)!, edge).agent.leader();
}

test('with the certificates of both sides the server answers, also when its name is another', {
  skip,
}, async () => {
  assert.match(await ask({}), /^127\.0\.0\.1:\d+$/);
  assert.match(await ask({ NOMAD_TLS_SERVER_NAME: 'server.global.nomad' }), /^127/);
  assert.match(await ask({ NOMAD_CACERT: at('other.pem'), NOMAD_SKIP_VERIFY: '1' }), /^127/);
});

for (const [name, change, message] of [
  [
    'no certificate of ours',
    () => ({ NOMAD_CLIENT_CERT: '', NOMAD_CLIENT_KEY: '' }),
    /\((?:UND_ERR_SOCKET|ECONNRESET|ERR_SSL\w+)\); .*NOMAD_CLIENT_CERT and NOMAD_CLIENT_KEY/,
  ],
  [
    'an authority that did not sign the server',
    () => ({ NOMAD_CACERT: at('other.pem') }),
    /no trusted connection \((?:UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN)\)/,
  ],
  [
    'a name that the server does not have',
    () => ({ NOMAD_TLS_SERVER_NAME: 'client.global.nomad' }),
    /no trusted connection \(ERR_TLS_CERT_ALTNAME_INVALID\)/,
  ],
] as const)
  test(`refused with what to do: ${name}`, { skip }, async () => {
    await assert.rejects(ask(change()), message);
  });

function hasNoOpenssl(): string | false {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'openssl is not on the PATH';
  }
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: 'ignore' });
}

function authority(name: string): void {
  const keyed = ['-keyout', at(`${name}.key`), '-out', at(`${name}.pem`)];
  openssl('req', '-x509', ...EC, ...keyed, '-subj', `/CN=${name}`, '-days', '2');
}

function certificate(name: string, host: string): void {
  const [key, request, names] = [at(`${name}.key`), at(`${name}.csr`), at(`${name}.ext`)];
  openssl('req', ...EC, '-keyout', key, '-out', request, '-subj', `/CN=${host}`);
  writeFileSync(names, `subjectAltName=DNS:${host},IP:127.0.0.1`);
  const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '2'];
  openssl('x509', '-req', '-in', request, ...signed, '-extfile', names, '-out', at(`${name}.pem`));
}
