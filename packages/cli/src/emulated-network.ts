import { tmpdir } from 'node:os';
import type { Backend } from '@slotbench/cluster';
import type { Profile } from '@slotbench/profiles';
import type { Io, Option, Values } from './command.ts';
import { CliError } from './errors.ts';

export const NETWORK_OPTION: Option = {
  type: 'text',
  value: 'emulate',
  help: 'regions of the profile become network namespaces with real latencies between them (Linux, root)',
};

/** The backend that `--network emulate` asks for; `undefined` without it. */
export async function emulatedNetwork(
  values: Values,
  profile: Profile,
  io: Io,
): Promise<Backend | undefined> {
  if (values.network === undefined) return undefined;
  const refuse = (message: string): never => {
    throw new CliError({ exit: 'usage', message: `run: --network: ${message}` });
  };
  if (values.network !== 'emulate') refuse(`expected emulate, got ${String(values.network)}`);
  if ((values.backend ?? 'local') !== 'local')
    refuse('it is for processes of this machine (--backend local)');
  if (values.observe === true)
    refuse('the outside observer (--observe) does not reach nodes in other namespaces');
  const { emulatedBackend } = await import('@slotbench/cluster');
  return emulatedBackend({ tmp: tmpdir(), env: io.env, regions: profile.composition.locations });
}
