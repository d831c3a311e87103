import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Backend, BackendFault } from '../backend/backend.ts';
import { ClusterError } from '../errors.ts';
import { othersArchive } from './bundle/bundle.ts';
import { type NomadBackendOptions, type NomadKind, type NomadSite, nomadBackend } from './nomad-backend.ts';
import { findPodmanSocket } from './podman/find-podman.ts';
import { describeImage, type Image } from './podman/image.ts';
import { createPodmanClient } from './podman/podman-client.ts';
import { RUN_LABEL } from './podman/service.ts';
import { makeSocketsFolder } from './podman/sockets.ts';

/** Where containers mount the folder of sockets. */
const SOCKETS = '/sockets';
/** More files than this no program of a run has open. */
const FILES_MAX = 1_048_576;

/**
 * Tasks of the `podman` driver: containers of an image that this installation builds. They share this machine's network and a folder
 * of sockets, so that one collector serves all nodes.
 */
export function nomadPodmanBackend(o: NomadBackendOptions): Backend {
  return nomadBackend(kind, o);
}

const kind: NomadKind = {
  name: 'nomad-podman',
  driver: 'podman',
  async lacks(site) {
    try {
      return await imageFaults(site, await describeImage());
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      return [{ place: error.place, problem: error.problem, fix: error.fix }];
    }
  },
  async bring({ tag }, { client, tmp, cache }) {
    const image = await describeImage();
    const sockets = await makeSocketsFolder({ client, tmp, tag });
    const { layout } = image;
    return {
      bundleOf: async (plans) => ({
        archives: await othersArchive({ cache, layout, plans }),
        supervisor: layout.supervisor,
        relocate: layout.relocate,
      }),
      config: {
        image: image.name,
        network_mode: 'host',
        volumes: [`${sockets}:${SOCKETS}`],
        ulimit: [limits(readProc('self/limits'), readProc('sys/kernel/pid_max'))],
        labels: [{ [RUN_LABEL]: tag }],
      },
      sockets: SOCKETS,
      undo: () => rm(sockets, { recursive: true, force: true }),
    };
  },
};

/** The image, where this user may ask the podman of the tasks; where not, a task that finds none says so. */
async function imageFaults({ env, agents }: NomadSite, { name }: Image): Promise<BackendFault[]> {
  const podman = createPodmanClient(await findPodmanSocket({ env, agents }));
  const known = await podman.image(name).catch((error) => {
    if (error instanceof ClusterError && /may not use/.test(error.problem)) return 'nobody knows';
    throw error;
  });
  if (known !== undefined) return [];
  return [
    {
      place: `podman at ${podman.socket}`,
      problem: `has no image ${name}, which is this installation of Slotbench`,
      fix: 'build it: slotbench backend image',
    },
  ];
}

/**
 * Pure: limits of a container from the texts of /proc/self/limits and /proc/sys/kernel/pid_max: those of this user, because podman's own
 * defaults are more than some machines let anybody have. podman gives itself no more processes than there are numbers for them.
 */
export function limits(own: string, pidMax: string): Record<string, string> {
  const hard = (name: string) => new RegExp(`^${name} +\\S+ +(\\d+)`, 'm').exec(own)?.[1];
  const [files, processes] = [hard('Max open files'), hard('Max processes')];
  return {
    ...(files === undefined ? {} : { nofile: pair(Math.min(Number(files), FILES_MAX)) }),
    ...(processes === undefined ? {} : { nproc: pair(Math.min(Number(processes), Number(pidMax))) }),
  };
}

function readProc(path: string): string {
  return readFileSync(`/proc/${path}`, 'utf8');
}

function pair(limit: number): string {
  return `${limit}:${limit}`;
}
