import type { HostFacts, NodeFacts, TunnelFacts } from './facts.ts';
import { type Finding, type Hop, hop } from './hops.ts';
import { judgeCollector } from './judge-collector.ts';
import { places } from './places.ts';
import { socketPathFault } from './socket-path.ts';
import { describeSshFailure } from './ssh-failures.ts';
import { unitFindings } from './unit-findings.ts';

/** The hops of a host, from the node on, with what is wrong and what helps. Pure. */
export function judge(facts: HostFacts): readonly Hop[] {
  const hops: Hop[] = facts.nodes.map((node) => judgeNode(node, facts));
  for (const tunnel of facts.tunnels)
    hops.push(judgeTunnel(tunnel), judgeFarSide(tunnel, facts.networkMagic));
  if (facts.direct !== undefined) hops.push(judgeReached(facts.direct, facts.networkMagic));
  if (facts.collector !== undefined) hops.push(judgeCollector(facts.collector, facts.networkMagic));
  const [first] = hops;
  if (first === undefined || facts.drifted.length === 0) return hops;
  const drift: Finding = {
    weight: 'degraded',
    what: `not as ${places.config} says: ${facts.drifted.join(', ')}`,
    fix: 'slotbench deploy render --out /   and restart what it names, or take over the change into the configuration',
  };
  return [{ ...hop(first.kind, first.name, first.summary, [...first.findings, drift]) }, ...hops.slice(1)];
}

function judgeNode(node: NodeFacts, facts: HostFacts): Hop {
  const findings = unitFindings(node.unit);
  const { configuration, tracerSocket } = node;
  if (configuration !== undefined && !configuration.forwards)
    findings.push({
      weight: 'down',
      what: `${configuration.file} has no back end Forwarder, so nothing is forwarded`,
      fix: `add "Forwarder" to TraceOptions "" backends, then systemctl restart ${node.unit.name}`,
    });
  if (configuration !== undefined && configuration.nodeName !== node.name)
    findings.push({
      weight: 'degraded',
      what: `the collector knows this node as ${configuration.nodeName ?? 'its host'} and not as ${node.name}`,
      fix: `"TraceOptionNodeName": "${node.name}" in ${configuration.file}, then systemctl restart ${node.unit.name}`,
    });
  if (tracerSocket === undefined)
    findings.push({
      weight: 'down',
      what: `${places.nodeConfig(node.name)} names no TRACER_SOCKET`,
      fix: 'slotbench deploy render --out /',
    });
  else if (
    !node.accepts &&
    facts.tunnels.length > 0 &&
    !facts.tunnels.some(({ config }) => config?.LOCAL_SOCKET === tracerSocket)
  )
    findings.push({
      weight: 'down',
      what: `it forwards to ${tracerSocket}, where no tunnel of this host listens`,
      fix: `TRACER_SOCKET=${facts.tunnels[0]!.config?.LOCAL_SOCKET} in ${places.nodeConfig(node.name)}`,
    });
  const doing = node.accepts ? `waits for its collector at ${tracerSocket}` : `forwards to ${tracerSocket}`;
  return hop('node', node.name, doing, findings);
}

/** The collector as a host without a tunnel sees it. */
function judgeReached({ place, probe }: NonNullable<HostFacts['direct']>, magic: number): Hop {
  const name = `at ${place}`;
  if (probe.kind === 'accepted') return hop('collector', name, `takes nodes of network ${magic}`, []);
  if (probe.kind === 'refused') return otherNetwork('collector', name, magicsOf(probe.reason, magic));
  const said = probe.kind === 'unreachable' ? probe.text : `the connection is ${probe.kind}`;
  return hop('collector', name, '', [
    {
      weight: 'down',
      what: `no collector answers at ${place}: ${said}`,
      fix: 'on its host: slotbench deploy status; is a firewall in between?',
    },
  ]);
}

function otherNetwork(kind: Hop['kind'], name: string, magics: string): Hop {
  return hop(kind, name, '', [
    {
      weight: 'down',
      what: `the ${kind} is of another network: ${magics}`,
      fix: `networkMagic in ${places.config} of the side that is wrong, then slotbench deploy render --out / there and a restart`,
    },
  ]);
}

function judgeTunnel(tunnel: TunnelFacts): Hop {
  const { config, key, probe, unit } = tunnel;
  const findings: Finding[] = [];
  if (config === undefined)
    findings.push({
      weight: 'down',
      what: `${places.tunnelConfig(tunnel.name)} is not there`,
      fix: 'slotbench deploy render --out /',
    });
  const pathFault = config?.LOCAL_SOCKET === undefined ? undefined : socketPathFault(config.LOCAL_SOCKET);
  if (pathFault !== undefined)
    findings.push({
      weight: 'down',
      what: pathFault,
      fix: `slotbench deploy render --out /   takes back what was changed by hand; or a shorter LOCAL_SOCKET in ${places.tunnelConfig(tunnel.name)}; then systemctl restart ${unit.name}`,
    });
  if (key === undefined)
    findings.push({ weight: 'down', what: 'it has no key', fix: 'slotbench deploy key' });
  else if ((key.mode & 0o77) !== 0 || (tunnel.user !== undefined && key.owner !== tunnel.user))
    findings.push({
      weight: 'down',
      what: `its key is not its user's alone (mode ${(key.mode & 0o777).toString(8).padStart(4, '0')}), so ssh does not use it`,
      fix: 'slotbench deploy key   sets owner and mode',
    });
  if (!tunnel.hostIsKnown)
    findings.push({
      weight: 'down',
      what: `${places.knownHosts} has no key of the collector's host`,
      fix: `ssh-keyscan -t ed25519 ${keyscanArguments(config)} >> ${places.knownHosts}, then compare the fingerprint`,
    });
  // While it connects ssh runs and has made no socket: what the attempt before said is what there is to know.
  const isThere = unit.active === 'active' && (probe.kind !== 'unreachable' || probe.reason === 'forbidden');
  const failure = isThere ? undefined : describeSshFailure(unit.journal, config ?? {});
  if (failure !== undefined) findings.push({ weight: 'down', ...failure });
  else findings.push(...unitFindings(unit));
  if (!isThere && unit.active === 'active' && failure === undefined)
    findings.push({
      weight: 'down',
      what: 'ssh runs and has not connected yet',
      fix: `nothing to do for the first seconds; then journalctl -u ${unit.name} -n 20`,
    });
  if (unit.active === 'active' && probe.kind === 'silent')
    findings.push({
      weight: 'down',
      what: 'the far side does not answer',
      fix: 'nothing to do: ssh ends such a connection within 40 s and connects again; is the network up?',
    });
  return hop('tunnel', tunnel.name, `to ${config?.DESTINATION}`, findings);
}

function keyscanArguments(config: Readonly<Record<string, string>> | undefined): string {
  return `-p ${config?.PORT ?? 22} ${config?.DESTINATION?.replace(/^.*@/, '') ?? 'HOST'}`;
}

/** The collector, or a node that waits for it, as this host sees it through its tunnel. */
function judgeFarSide({ name, leadsTo, probe, unit, config }: TunnelFacts, magic: number): Hop {
  const one = (weight: Finding['weight'], what: string, fix: string): Hop =>
    hop(leadsTo, `by ${name}`, '', [{ weight, what, fix }]);
  const onItsHost = `on the ${leadsTo}’s host: slotbench deploy status`;
  switch (probe.kind) {
    case 'accepted': {
      const doing = leadsTo === 'collector' ? 'takes nodes' : 'waits for its collector, a node';
      return hop(leadsTo, `by ${name}`, `${doing} of network ${magic}`, []);
    }
    case 'refused':
      return otherNetwork(leadsTo, `by ${name}`, magicsOf(probe.reason, magic));
    case 'closed':
      return one('down', closedReason(unit.journal, leadsTo), onItsHost);
    case 'silent':
      return one('down', 'it does not answer through the tunnel', onItsHost);
    case 'unreachable':
      if (probe.reason === 'forbidden')
        return one(
          'down',
          `this user may not use ${config?.LOCAL_SOCKET}`,
          'run this as root, or as a member of the group of the tunnel; the node’s user has to be one too',
        );
      return one('down', 'not to be seen without its tunnel', `systemctl status slotbench-tunnel@${name}`);
  }
}

function closedReason(journal: readonly string[], leadsTo: TunnelFacts['leadsTo']): string {
  const refused = journal.findLast((line) => line.includes('open failed'));
  if (refused?.includes('administratively prohibited'))
    return `sshd of the ${leadsTo}’s host does not allow the forwarding`;
  return `no ${leadsTo} listens behind the tunnel`;
}

/** `ForwardingVersionData mismatch: … = 43}} /= … = 42}}`, told by the collector: its own first. */
function magicsOf(reason: string, own: number): string {
  const there = /networkMagic\D*(\d+)/.exec(reason)?.[1] ?? /unNetworkMagic = (\d+)/.exec(reason)?.[1];
  return there === undefined ? reason : `${own} here, ${there} there`;
}
