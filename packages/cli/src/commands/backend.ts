import type { Command } from '../command.ts';
import { JSON_OPTION } from '../places.ts';
import { table } from '../table-text.ts';

export const backendList: Command = {
  name: 'list',
  summary: 'List the places where runs can run, and whether each can be used here',
  isDefault: true,
  options: { json: JSON_OPTION },
  async run(values, io) {
    const { backendSummaries, openBackend } = await import('@slotbench/cluster');
    const rows = await Promise.all(
      Object.entries(backendSummaries).map(async ([name, summary]) => {
        const faults = await openBackend(name, io.env).check();
        return { backend: name, summary, usable: faults.length === 0 };
      }),
    );
    if (values.json) io.print(JSON.stringify(rows));
    else
      for (const line of table([
        ['backend', 'here', 'what it is'],
        ...rows.map(({ backend, summary, usable }) => [backend, usable ? 'yes' : 'no', summary]),
      ]))
        io.print(line);
    return 'ok';
  },
};

export const backendCheck: Command = {
  name: 'check',
  summary: 'Say what a backend lacks, and how to get it',
  arguments: [{ name: 'backend', help: 'name of a backend (`slotbench backend list`)' }],
  options: { json: JSON_OPTION },
  examples: [
    ['slotbench backend check nomad-exec', 'agents, rights, namespace, driver'],
    ['slotbench backend check nomad-podman', 'the same, and the image of this installation'],
  ],
  async run(values, io) {
    const { openBackend } = await import('@slotbench/cluster');
    const faults = await openBackend(String(values.backend), io.env).check();
    if (values.json) io.print(JSON.stringify(faults));
    else if (faults.length === 0) io.print(`${values.backend} can be used`);
    else
      for (const { place, problem, fix } of faults) {
        io.print(`${place}: ${problem}`);
        io.print(`  ${fix}`);
      }
    return faults.length === 0 ? 'ok' : 'unavailable';
  },
};

export const backendImage: Command = {
  name: 'image',
  summary: 'Build the image that tasks of nomad-podman run',
  description:
    'podman builds it from this installation: Node with the libraries that it uses here, all programs and what they import. Nothing comes from a registry. Its tag is a digest of its content, so that a run finds exactly what is installed; after an update, build it again.',
  options: {
    socket: {
      type: 'text',
      value: 'FILE',
      help: 'socket of the podman that runs the tasks (default: that of local agents, CONTAINER_HOST, the user’s or the system’s)',
    },
    json: JSON_OPTION,
  },
  examples: [['sudo slotbench backend image', 'for agents that were started with sudo']],
  async run(values, io) {
    const { buildImage, createPodmanClient, describeImage, findPodmanSocket } = await import(
      '@slotbench/cluster'
    );
    const socket =
      values.socket === undefined ? await findPodmanSocket({ env: io.env }) : String(values.socket);
    const { built, ...image } = await buildImage(await describeImage(), createPodmanClient(socket));
    if (values.json) io.print(JSON.stringify({ ...image, built }));
    else
      io.print(
        `${image.image} ${built ? 'is built' : 'was there'}: ${Math.round(image.bytes / 1e6)} MB, in the podman at ${image.podman}`,
      );
    return 'ok';
  },
};
