import type { UnitFacts } from './facts.ts';
import type { Finding } from './hops.ts';
import { places } from './places.ts';

/** Why systemd itself could not start a program: its exit codes (systemd.exec(5)) for what an operator can mend. */
const notStarted: Readonly<Record<number, { readonly what: string; readonly fix: string }>> = {
  200: { what: 'its working folder is not there', fix: 'mkdir it, or slotbench deploy render --out /' },
  203: {
    what: 'its program is not where its unit says',
    fix: `programs or nodeProgram in ${places.config} says where it is, then slotbench deploy render --out / && systemctl daemon-reload`,
  },
  217: { what: 'its user does not exist', fix: `systemd-sysusers ${places.sysusers}` },
  226: {
    what: 'a folder that it may use is not there, or this kernel lacks a part of the sandbox',
    fix: 'the journal names it: journalctl -n 20 _PID=1',
  },
};

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
  else if (unit.active !== 'active' && notStarted[unit.exitStatus] !== undefined) {
    const { what, fix } = notStarted[unit.exitStatus]!;
    findings.push({ weight: 'down', what: `${name} cannot be started: ${what}`, fix });
  } else if (unit.active !== 'active' && unit.active !== 'reloading')
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
