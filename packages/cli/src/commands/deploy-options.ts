import type { DeployConfig, HostRole } from '@slotbench/deploy';
import type { Option, Values } from '../command.ts';
import { CliError } from '../errors.ts';

/** Options that several of the `deploy` commands have. */
export const CONFIG_OPTION: Option = {
  type: 'text',
  value: 'FILE',
  help: 'the deployment (default: /etc/slotbench/deploy.yaml)',
};
export const ROLE_OPTION: Option = {
  type: 'text',
  value: 'collector|nodes',
  help: 'what this host has (default: both, as far as it was rendered)',
};

export async function readDeployment(values: Values): Promise<DeployConfig> {
  const { parseDeployConfig, places, thisHost } = await import('@slotbench/deploy');
  const file = String(values.config ?? places.config);
  const text = thisHost().read(file);
  if (text === undefined)
    throw new CliError({
      exit: 'noInput',
      message: `${file} is not there; docs/guide-collector.md shows one, --config FILE names another`,
    });
  return parseDeployConfig(text, file);
}

export function roleOf(values: Values): HostRole | undefined {
  const { role } = values;
  if (role === undefined || role === 'collector' || role === 'nodes') return role;
  throw new CliError({ exit: 'usage', message: `--role: expected collector or nodes, got ${String(role)}` });
}
