import { resolve } from 'node:path';
import type { Command, Io, Values } from '../command.ts';
import { CliError } from '../errors.ts';
import { JSON_OPTION } from '../places.ts';
import { profileOf, SCALE_OPTION } from '../profile-argument.ts';
import { nomadCredentials } from '../run-credentials.ts';
import { table } from '../table-text.ts';

export const nomadClients: Command = {
  name: 'clients',
  summary: 'List the machines of a Nomad, or give each node of a profile its own',
  description:
    'Without a profile the clients that can take nodes are listed. With one, each node gets a client of its region (datacenter), class, instance type and zone: the third node of a region always the third client by name. The file that --out writes keeps it so: `slotbench run --backend nomad-cloud --clients FILE` refuses to start on other machines.',
  arguments: [{ name: 'profile', help: 'name of a profile (`slotbench profiles list`)', optional: true }],
  options: {
    out: { type: 'text', value: 'FILE', help: 'write which client each node runs on' },
    class: { type: 'text', value: 'NAME', help: 'node class, before that of the profile' },
    instanceType: { type: 'text', value: 'TYPE', help: 'type of machine, before those of the profile' },
    zone: { type: 'texts', value: 'REGION=ZONE', help: 'availability zone of a region; again for each' },
    overlay: { type: 'text', value: 'FILE', help: 'JSON that is laid over the profile' },
    scale: SCALE_OPTION,
    json: JSON_OPTION,
  },
  examples: [
    ['slotbench nomad clients', 'what is there'],
    ['slotbench nomad clients default-nomadperf --out clients.json', 'one client for each node'],
    ['slotbench nomad clients quick --class perf --zone loopback=a --out c.json', 'of one class and zone'],
  ],
  async run(values, io) {
    const credentials = await nomadCredentials({ plannedMs: 60_000, usesBucket: false }, io);
    const there = { ...io, env: credentials.env };
    try {
      return values.profile === undefined
        ? await list(values, there)
        : await pin(String(values.profile), values, there);
    } finally {
      await credentials.release();
    }
  },
};

async function list(values: Values, io: Io) {
  const needs = ['out', 'class', 'instanceType', 'zone'].find((name) => values[name] !== undefined);
  if (needs !== undefined)
    throw new CliError({
      exit: 'usage',
      message: `slotbench nomad clients: --${needs.replace('T', '-t')} needs a profile whose nodes get clients`,
    });
  const { nomadClients: clients, processEdge } = await import('@slotbench/cluster');
  const machines = await clients({ env: io.env, edge: processEdge });
  if (values.json) io.print(JSON.stringify(machines));
  else if (machines.length === 0) io.print('Nomad has no client whose driver exec is healthy');
  else
    for (const line of table([
      ['client', 'datacenter', 'class', 'type', 'zone', 'address', 'free MB', 'state'],
      ...machines.map((each) => [
        each.name,
        each.datacenter,
        each.class ?? '-',
        each.instanceType ?? '-',
        each.zone ?? '-',
        each.address ?? '-',
        each.freeBytes === null ? '-' : String(Math.floor(each.freeBytes / 1e6)),
        each.unusable ?? 'ready',
      ]),
    ]))
      io.print(line);
  return 'ok' as const;
}

async function pin(name: string, values: Values, io: Io) {
  const { pinClients, processEdge, writeClientsFile } = await import('@slotbench/cluster');
  const profile = await profileOf(name, values, io);
  const zones = zonesOf((values.zone as readonly string[] | undefined) ?? []);
  const file = await pinClients(
    { env: io.env, edge: processEdge },
    {
      profile,
      wanted: {
        ...(values.class === undefined ? {} : { class: String(values.class) }),
        ...(values.instanceType === undefined ? {} : { instanceType: String(values.instanceType) }),
        ...(zones === undefined ? {} : { zones }),
      },
    },
  );
  if (values.out !== undefined) await writeClientsFile(resolve(io.cwd, String(values.out)), file);
  if (values.json) io.print(JSON.stringify(file));
  else {
    for (const line of table([
      ['node', 'client', 'datacenter', 'class', 'type', 'zone'],
      ...Object.entries(file.nodes).map(([node, each]) => [
        node,
        each.name,
        each.datacenter,
        each.class ?? '-',
        each.instanceType ?? '-',
        each.zone ?? '-',
      ]),
    ]))
      io.print(line);
    if (values.out !== undefined) io.print(`\nrun with --backend nomad-cloud --clients ${values.out}`);
  }
  return 'ok' as const;
}

function zonesOf(texts: readonly string[]): Record<string, string> | undefined {
  if (texts.length === 0) return undefined;
  return Object.fromEntries(
    texts.map((text) => {
      const [, region, zone] = /^([^=]+)=(.+)$/.exec(text) ?? [];
      if (region !== undefined && zone !== undefined) return [region, zone];
      throw new CliError({
        exit: 'usage',
        message: `slotbench nomad clients: --zone '${text}': expected REGION=ZONE`,
      });
    }),
  );
}
