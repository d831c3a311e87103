import type { Hop } from '@slotbench/deploy';
import type { Command, Values } from '../command.ts';
import { CliError } from '../errors.ts';
import type { ExitName } from '../exit.ts';
import { JSON_OPTION } from '../places.ts';
import { table } from '../table-text.ts';
import { CONFIG_OPTION, ROLE_OPTION, readDeployment, roleOf } from './deploy-options.ts';

const options = { config: CONFIG_OPTION, role: ROLE_OPTION, json: JSON_OPTION };
const ends = 'Ends with 0 if all is up, 2 if something is degraded, 1 if something is down.';

export const deployStatus: Command = {
  name: 'status',
  summary: 'Show each hop from node to collector: up, degraded or down',
  description: `The worst of each hop, with the command that helps. ${ends}`,
  options,
  async run(values, io) {
    const hops = await hopsOf(values);
    if (values.json) io.print(JSON.stringify({ hops }));
    else
      for (const { kind, name, state, summary, findings } of hops) {
        io.print(table([[kind.padEnd(9), name.padEnd(12), state.padEnd(8), summary]])[0]!);
        const worst = findings.find(({ weight }) => weight === state);
        if (worst !== undefined) io.print(`${' '.repeat(11)}${worst.fix}`);
      }
    return exitOf(hops);
  },
};

export const deployCheck: Command = {
  name: 'check',
  summary: 'Check everything between node and collector; say all that is wrong, and the fix',
  description: `Looks at services, keys, sshd's settings, sockets, ports, folders, clocks and names on this host, and connects to the collector as a node would. Changes nothing; run it as root. ${ends}`,
  options,
  async run(values, io) {
    const hops = await hopsOf(values);
    if (values.json) io.print(JSON.stringify({ hops }));
    else for (const line of hops.flatMap(describe)) io.print(line);
    return exitOf(hops);
  },
};

async function hopsOf(values: Values): Promise<readonly Hop[]> {
  const { gatherFacts, judge, rolesOf, thisHost } = await import('@slotbench/deploy');
  const config = await readDeployment(values);
  const host = thisHost();
  const role = roleOf(values);
  const roles = role === undefined ? rolesOf(host, config) : [role];
  if (roles.length === 0)
    throw new CliError({
      exit: 'noInput',
      message: 'nothing is deployed on this host; slotbench deploy render --role ROLE --out / does it',
    });
  return judge(await gatherFacts(host, config, roles));
}

function describe({ kind, name, state, summary, findings }: Hop): string[] {
  const head = `${state.padEnd(8)}  ${kind} ${name}`.trimEnd();
  if (findings.length === 0) return [`${head}: ${summary}`];
  return [head, ...findings.flatMap(({ weight, what, fix }) => [`  ${weight}: ${what}`, `    fix: ${fix}`])];
}

function exitOf(hops: readonly Hop[]): ExitName {
  if (hops.some(({ state }) => state === 'down')) return 'violated';
  return hops.some(({ state }) => state === 'degraded') ? 'undecided' : 'ok';
}
