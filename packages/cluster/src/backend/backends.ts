import { tmpdir } from 'node:os';
import { ClusterError } from '../errors.ts';
import { type CloudOptions, nomadCloudBackend } from '../nomad/cloud/cloud-backend.ts';
import { nomadExecBackend } from '../nomad/exec-backend.ts';
import { nomadPodmanBackend } from '../nomad/podman-backend.ts';
import type { Backend, BackendName } from './backend.ts';
import { localBackend } from './local.ts';

/** Every way to run, with what it is in a line. */
export const backendSummaries: Readonly<Record<BackendName, string>> = {
  local: 'processes of this machine',
  'nomad-exec':
    'tasks of Nomad in a chroot (driver exec): this machine or others, each node with its collector',
  'nomad-podman': 'containers of Nomad on this machine (driver podman), all nodes with one collector',
  'nomad-cloud': 'tasks of Nomad on machines of a cloud, the same machine for the same node in every run',
};

/** A backend of this environment; `cloud` is for nomad-cloud. Throws `BACKEND_UNKNOWN` for a name that is none. */
export function openBackend(name: string, env: NodeJS.ProcessEnv, cloud: CloudOptions = {}): Backend {
  switch (name) {
    case 'local':
      return localBackend(tmpdir());
    case 'nomad-exec':
      return nomadExecBackend({ env });
    case 'nomad-podman':
      return nomadPodmanBackend({ env });
    case 'nomad-cloud':
      return nomadCloudBackend({ ...cloud, env });
    default:
      throw new ClusterError('BACKEND_UNKNOWN', {
        place: `backend '${name}'`,
        problem: 'is not known',
        fix: `take one of ${Object.keys(backendSummaries).join(', ')}`,
      });
  }
}
