import { resolve } from 'node:path';
import type { AgentDriver } from '@slotbench/cluster';
import type { Command, Io, Values } from '../command.ts';
import { CliError } from '../errors.ts';
import { JSON_OPTION } from '../places.ts';
import { table } from '../table-text.ts';

export const nomadAgents: Command = {
  name: 'agents',
  summary: 'Start, look at or stop a Nomad of this machine',
  description:
    'One server and a client for each datacenter, all on loopback, with access control and folders of their own below /var/tmp. Runs with --backend nomad-exec or nomad-podman find it by themselves. Clients offer the drivers that this user can have here: exec as root, podman where podman and its plugin are found.',
  arguments: [{ name: 'action', help: 'start, status or stop' }],
  options: {
    clients: { type: 'count', value: 'N', help: 'start: clients in each datacenter (default: 1)' },
    datacenter: {
      type: 'texts',
      value: 'NAME',
      help: 'start: what a profile calls a region; again for each (default: loopback)',
    },
    class: { type: 'text', value: 'NAME', help: 'start: node class of the clients' },
    instanceType: { type: 'text', value: 'TYPE', help: 'start: type of machine as which the clients pose' },
    driver: {
      type: 'texts',
      value: 'NAME',
      help: 'start: exec or podman, again for both (default: those that can be had here)',
    },
    nomad: { type: 'text', value: 'FILE', help: 'start: the program (default: the one on PATH)' },
    dir: { type: 'text', value: 'DIR', help: 'another folder than the user’s own below /var/tmp' },
    json: JSON_OPTION,
  },
  examples: [
    ['sudo slotbench nomad agents start', 'one client, enough for profiles on loopback'],
    ['sudo slotbench nomad agents start --datacenter eu --datacenter us', 'two regions'],
    ['slotbench nomad agents start --driver podman', 'containers of your own podman, without root'],
    ['sudo slotbench nomad agents stop', 'ends jobs and agents, removes all they left'],
  ],
  async run(values, io) {
    const { agentsFolder } = await import('@slotbench/cluster');
    const folder = values.dir === undefined ? agentsFolder(io.env) : resolve(io.cwd, String(values.dir));
    switch (values.action) {
      case 'start':
        return await start(folder, values, io);
      case 'status':
        return await status(folder, values, io);
      case 'stop':
        return await stop(folder, io);
      default:
        throw new CliError({
          exit: 'usage',
          message: `slotbench nomad agents: '${values.action}' is none of start, status, stop`,
        });
    }
  },
};

async function start(folder: string, values: Values, io: Io) {
  const { findDrivers, findNomad, processEdge, startAgents } = await import('@slotbench/cluster');
  const named = (values.datacenter as readonly string[] | undefined) ?? ['loopback'];
  const bad = named.find((name) => !/^[a-zA-Z0-9][a-zA-Z0-9-]{0,62}$/.test(name));
  if (bad !== undefined)
    throw new CliError({
      exit: 'usage',
      message: `slotbench nomad agents: datacenter '${bad}': letters, digits and dashes only, at most 63`,
    });
  const drivers = values.driver as readonly string[] | undefined;
  const unknown = drivers?.find((name) => !['exec', 'podman'].includes(name));
  if (unknown !== undefined)
    throw new CliError({
      exit: 'usage',
      message: `slotbench nomad agents: driver '${unknown}' is none of exec, podman`,
    });
  const offer = await findDrivers(io.env, drivers as readonly AgentDriver[] | undefined);
  const clients = Number(values.clients ?? 1);
  const { address, agents } = await startAgents({
    folder,
    nomad: values.nomad === undefined ? await findNomad(io.env) : resolve(io.cwd, String(values.nomad)),
    datacenters: named.flatMap((name) => Array.from({ length: clients }, () => name)),
    ...(values.class === undefined ? {} : { nodeClass: String(values.class) }),
    ...(values.instanceType === undefined ? {} : { instanceType: String(values.instanceType) }),
    offer,
    edge: processEdge,
    env: io.env,
    signal: io.signal,
  });
  const count = agents.filter(({ role }) => role === 'client').length;
  if (values.json) io.print(JSON.stringify({ address, folder, drivers: offer.drivers, agents }));
  else
    io.print(
      `a server and ${count} client${count === 1 ? '' : 's'} run at ${address}, with ${offer.drivers.map((name) => `driver ${name}`).join(' and ')}`,
    );
  return 'ok' as const;
}

async function status(folder: string, values: Values, io: Io) {
  const { agentsStatus, processEdge } = await import('@slotbench/cluster');
  const found = await agentsStatus({ folder, edge: processEdge });
  if (values.json) io.print(JSON.stringify(found ?? null));
  else if (found === undefined) io.print('no agents were started; `sudo slotbench nomad agents start` does');
  else {
    io.print(`${found.address}, jobs: ${found.jobs.join(', ') || 'none'}`);
    for (const line of table([
      ['agent', 'datacenter', 'pid', 'state', 'drivers'],
      ...found.agents.map(({ name, datacenter, pid, state, healthyDrivers }) => [
        name,
        datacenter,
        String(pid),
        state,
        healthyDrivers.join(', '),
      ]),
    ]))
      io.print(line);
  }
  return found?.agents.every(({ state }) => state !== 'gone' && state !== 'down') === true
    ? ('ok' as const)
    : ('unavailable' as const);
}

async function stop(folder: string, io: Io) {
  const { processEdge, stopAgents } = await import('@slotbench/cluster');
  const what = await stopAgents({ folder, edge: processEdge });
  io.print(what === 'stopped' ? 'stopped, and removed all that they left' : 'no agents were started');
  return 'ok' as const;
}
