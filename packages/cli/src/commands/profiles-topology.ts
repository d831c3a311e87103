import type { NodeSpec, Profile, Topology } from '@slotbench/profiles';
import type { Command, Values } from '../command.ts';
import { CliError } from '../errors.ts';
import { profileOf, SCALE_OPTION } from '../profile-argument.ts';

const FORMS = ['svg', 'dot', 'node'] as const;
const FIRST_PORT = 30_000;

export const profilesTopology: Command = {
  name: 'topology',
  summary: 'Draw the graph of a profile, or print the file of a node',
  description: 'Without an option: topology.json, as a run has it.',
  arguments: [{ name: 'profile', help: 'name of a profile' }],
  options: {
    svg: { type: 'flag', help: 'a drawing with its regions' },
    dot: { type: 'flag', help: "the graph in Graphviz's language" },
    node: { type: 'text', value: 'NAME', help: 'the topology file of this node, on this machine' },
    legacy: { type: 'flag', help: 'with --node: the format before peer-to-peer networking' },
    basePort: { type: 'count', value: 'PORT', help: `with --node: port of node 0 (default: ${FIRST_PORT})` },
    overlay: { type: 'text', value: 'FILE', help: 'JSON that is laid over the profile' },
    scale: SCALE_OPTION,
  },
  examples: [
    ['slotbench profiles topology value-nomadperf --svg > graph.svg', '52 nodes in three regions'],
    ['slotbench profiles topology ci-test --node node-1', 'what node-1 connects to'],
  ],
  async run(values, io) {
    const { buildTopology, topologyDot, topologySvg } = await import('@slotbench/profiles');
    const forms = FORMS.filter((form) => values[form] !== undefined);
    if (forms.length > 1)
      throw usage(`give one of ${FORMS.map((form) => `--${form}`).join(', ')}, not ${forms.length}`);
    if (values.node === undefined && (values.legacy || values.basePort !== undefined))
      throw usage('--legacy and --base-port belong to --node');
    const profile = await profileOf(String(values.profile), values, io);
    const topology = buildTopology(profile);
    const title = `${profile.name}: ${profile.composition.topology}`;
    if (values.svg) io.print(topologySvg(topology, title).trimEnd());
    else if (values.dot) io.print(topologyDot(topology, title).trimEnd());
    else
      io.print(
        JSON.stringify(
          values.node === undefined ? topology : await nodeFile(profile, topology, values),
          undefined,
          2,
        ),
      );
    return 'ok';
  },
};

async function nodeFile(profile: Profile, topology: Topology, values: Values): Promise<object> {
  const { legacyTopologyFileOf, nodeSpecs, nodeTopologyFileOf } = await import('@slotbench/profiles');
  const count = topology.coreNodes.length + topology.relayNodes.length + 1;
  const first = Number(values.basePort ?? FIRST_PORT);
  const ports = Array.from({ length: count }, (_, i) => first + i);
  const specs: Readonly<Record<string, NodeSpec>> = nodeSpecs(profile, topology, ports);
  const name = String(values.node);
  if (!Object.hasOwn(specs, name))
    throw usage(`${profile.name} has no node '${name}'; it has ${Object.keys(specs).join(', ')}`);
  return values.legacy
    ? legacyTopologyFileOf(topology, specs, name)
    : nodeTopologyFileOf(topology, specs, name);
}

function usage(message: string): CliError {
  return new CliError({ exit: 'usage', message: `profiles topology: ${message}` });
}
