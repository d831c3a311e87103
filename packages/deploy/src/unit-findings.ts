import type { UnitFacts } from './facts.ts';
import type { Finding } from './hops.ts';

/** What a unit that does not run says about itself; empty if it runs. */
export function unitFindings(unit: UnitFacts): Finding[] {
  const { name } = unit;
  if (!unit.isLoaded)
    return [
      {
        weight: 'down',
        what: `${name} is not installed`,
        fix: 'slotbench deploy render --out / && systemctl daemon-reload',
      },
    ];
  const findings: Finding[] = [];
  if (unit.active === 'inactive')
    findings.push({ weight: 'down', what: `${name} is stopped`, fix: `systemctl start ${name}` });
  else if (unit.active !== 'active' && unit.active !== 'reloading')
    findings.push({
      weight: 'down',
      what: `${name} is ${unit.active} after ${unit.restarts} restarts, last exit code ${unit.exitStatus}${lastWords(unit)}`,
      fix: `journalctl -u ${name} -n 20`,
    });
  if (!unit.isEnabled)
    findings.push({
      weight: 'degraded',
      what: `${name} does not start at boot`,
      fix: `systemctl enable ${name}`,
    });
  return findings;
}

function lastWords({ journal }: UnitFacts): string {
  const last = journal.at(-1);
  return last === undefined ? '' : `: ${last.slice(0, 200)}`;
}
