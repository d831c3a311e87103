import type { CollectorFacts } from './facts.ts';
import { type Finding, type Hop, hop } from './hops.ts';
import { places } from './places.ts';
import { unitFindings } from './unit-findings.ts';

/** Newest objects are seconds old when they arrive, also after a pause; beyond it, a clock is wrong. */
const CLOCK_SECONDS = 60;
const AHEAD_SECONDS = 2;
const FREE_BYTES = 1 << 30;

/** The collector on its own host. */
export function judgeCollector(facts: CollectorFacts, magic: number): Hop {
  const findings = [
    ...start(facts),
    ...(facts.hasTunnels ? tunnels(facts) : []),
    ...nodes(facts),
    ...room(facts),
  ];
  const connected = facts.nodes.filter(({ isConnected }) => isConnected);
  const objects = facts.nodes.reduce((sum, node) => sum + node.objects, 0);
  const doing = `network ${magic}, ${connected.length} nodes connected, ${objects} trace objects so far`;
  return hop('collector', '', doing, findings);
}

/** What keeps it from running; the first reason is enough. */
function start({
  unit,
  user,
  probe,
  holder,
  mainPid,
  logRoot,
  prometheus,
  socket,
}: CollectorFacts): Finding[] {
  const down = (what: string, fix: string): Finding => ({ weight: 'down', what, fix });
  if (holder !== undefined && holder.pid !== mainPid)
    return [
      down(
        `another program listens on ${socket}: process ${holder.pid}, ${holder.command}`,
        `kill ${holder.pid}   or, if it is a service, stop that; ${unit.name} then starts by itself`,
      ),
    ];
  if (unit.active !== 'active' && unit.isLoaded) {
    if (!logRoot.exists || !logRoot.isWritable)
      return [
        down(
          `its user may not write to ${logRoot.path}`,
          `install -d -o ${user} -g ${user} -m 0750 ${logRoot.path}`,
        ),
      ];
    if (prometheus.isTaken)
      return [
        down(
          `another program has port ${prometheus.port} of ${prometheus.host}`,
          `ss -ltnp 'sport = :${prometheus.port}'   names it; or another collector.prometheus.port in ${places.config}, then slotbench deploy render --out /`,
        ),
      ];
  }
  const findings = unitFindings(unit);
  if (probe === undefined || unit.active !== 'active') return findings;
  if (probe.kind === 'refused')
    findings.push(
      down(
        `it runs with another network magic than ${places.config} says`,
        'slotbench deploy render --out / && systemctl restart slotbench-collector',
      ),
    );
  else if (probe.kind !== 'accepted')
    findings.push(
      down(
        `its socket ${socket} does not answer (${probe.kind === 'unreachable' ? probe.text : probe.kind})`,
        'systemctl restart slotbench-collector',
      ),
    );
  return findings;
}

/** What keeps tunnels out, or lets them do too much. */
function tunnels({ sshd, sshUserExists, keysFile, unrestrictedKeys, authorized }: CollectorFacts): Finding[] {
  const findings: Finding[] = [];
  const add = (weight: Finding['weight'], what: string, fix: string) => findings.push({ weight, what, fix });
  const render = 'slotbench deploy render --out / && systemctl reload ssh';
  if (!sshUserExists)
    add('down', 'the user of the tunnels does not exist', `systemd-sysusers ${places.sysusers}`);
  if (authorized.length === 0)
    add(
      'degraded',
      'no node is let in yet',
      'slotbench deploy add NODE --key KEY, as slotbench deploy key says on the node’s host',
    );
  if (keysFile !== undefined && (keysFile.owner !== 0 || (keysFile.mode & 0o22) !== 0))
    add(
      'down',
      `${places.authorizedKeys} can be changed by others than root, so sshd does not use it`,
      `chown root:root ${places.authorizedKeys} && chmod 0644 ${places.authorizedKeys}`,
    );
  if (unrestrictedKeys > 0)
    add(
      'degraded',
      `${unrestrictedKeys} keys in ${places.authorizedKeys} may do more than forward to the collector`,
      'slotbench deploy add NODE --key KEY   writes the line anew',
    );
  if (sshd === undefined) return findings;
  if (sshd.allowstreamlocalforwarding === 'no' || sshd.disableforwarding === 'yes')
    add('down', 'sshd does not let the tunnels forward', render);
  else if (
    sshd.chrootdirectory !== places.tunnelRoot ||
    sshd.permitopen !== `[${places.nodesSocketInTunnel}]:*`
  )
    add('degraded', 'sshd lets the tunnels reach more than the collector', render);
  if (sshd.authorizedkeysfile !== places.authorizedKeys)
    add('down', `sshd does not read ${places.authorizedKeys}`, render);
  return findings;
}

/** Who should be here and is not, who is here and should not be, whose clock is wrong. */
function nodes({ unit, hasTunnels, authorized: letIn, nodes: seen }: CollectorFacts): Finding[] {
  if (unit.active !== 'active') return [];
  const authorized = hasTunnels ? letIn : [];
  const findings: Finding[] = [];
  const add = (what: string, fix: string) => findings.push({ weight: 'degraded', what, fix });
  const here = seen.filter(({ isConnected }) => isConnected);
  const strangers = here.filter(({ name }) => authorized.length > 0 && !authorized.includes(name));
  for (const { name } of strangers)
    add(
      `${name} is connected, and no node of that name was added`,
      `if a node was renamed: "TraceOptionNodeName" in its configuration; otherwise slotbench deploy add ${name} --key KEY`,
    );
  for (const name of authorized)
    if (!here.some((node) => node.name === name))
      add(`${name} is not connected`, 'on its host: slotbench deploy status');
  for (const { name, lagSeconds } of here) {
    if (lagSeconds === undefined || (lagSeconds < CLOCK_SECONDS && lagSeconds > -AHEAD_SECONDS)) continue;
    const by = `${Math.abs(Math.round(lagSeconds))} s`;
    add(
      lagSeconds < 0
        ? `the clock of ${name} is ${by} ahead of this host’s`
        : `the newest traces of ${name} are ${by} old: its clock is behind, or it has a backlog`,
      'timedatectl set-ntp true   on both hosts; timedatectl status tells whether it is synchronised',
    );
  }
  return findings;
}

function room({ logRoot, nodes: seen }: CollectorFacts): Finding[] {
  const findings: Finding[] = [];
  const lost = seen.reduce((sum, node) => sum + node.lost, 0);
  if (lost > 0)
    findings.push({
      weight: 'degraded',
      what: `${lost} accepted trace objects could not be written`,
      fix: 'journalctl -u slotbench-collector -p warning',
    });
  if (logRoot.exists && logRoot.freeBytes < FREE_BYTES)
    findings.push({
      weight: 'degraded',
      what: `less than 1 GiB is free for ${logRoot.path}`,
      fix: `fewer collector.keepHours in ${places.config}, or a larger disk`,
    });
  return findings;
}
