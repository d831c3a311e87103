import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CloudOptions } from '@slotbench/cluster';
import type { Command, Io, Values } from './command.ts';
import { CliError } from './errors.ts';

/** Options of a run that only the backend nomad-cloud has. */
export const CLOUD_OPTIONS = {
  clients: {
    type: 'text',
    value: 'FILE',
    help: 'nomad-cloud: which client each node runs on (`slotbench nomad clients`)',
  },
  serve: {
    type: 'text',
    value: 'ADDR[:PORT]',
    help: 'nomad-cloud: address of this machine where clients fetch the files of the run',
  },
  acceptDeployment: {
    type: 'flag',
    help: 'nomad-cloud: start though hosts are not what was requested',
  },
  analyseRemote: {
    type: 'flag',
    help: 'nomad-cloud: read the logs where they are and bring only their columns',
  },
  keepRunning: {
    type: 'flag',
    help: 'nomad-cloud: leave the hosts when the run is over (`slotbench nomad stop`)',
  },
} as const satisfies Command['options'];

/** What they say; refused beside another backend. */
export function cloudOptions(values: Values, backend: string, io: Io): CloudOptions {
  const named = Object.keys(CLOUD_OPTIONS).find(
    (name) => values[name] !== undefined && values[name] !== false,
  );
  if (named !== undefined && backend !== 'nomad-cloud')
    throw new CliError({
      exit: 'usage',
      message: `slotbench run: --${named.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} is for --backend nomad-cloud`,
    });
  return {
    ...(values.clients === undefined ? {} : { clients: resolve(io.cwd, String(values.clients)) }),
    ...(values.serve === undefined ? {} : { serve: String(values.serve) }),
    acceptDeployment: values.acceptDeployment === true,
    ...(values.analyseRemote === true ? { foldProgram: foldProgram() } : {}),
    keepRunning: values.keepRunning === true,
    tell: (words) => io.note(`slotbench run: ${words}`),
  };
}

/** As the Node that runs us starts it, from sources if we are. */
function foldProgram(): [string, ...string[]] {
  const path = fileURLToPath(import.meta.resolve('@slotbench/analysis/fold-program'));
  return [process.execPath, ...(path.endsWith('.ts') ? ['--conditions=source'] : []), path];
}
