import type { Comparison, GateMetric, GateResult } from '@slotbench/analysis';
import { GATE_WORDS } from './text.ts';
import { changeOf, intervalOf, marginText, priceText } from './words.ts';

/**
 * Gate results as JUnit XML: a test suite a target, a test case a headline metric. Shown worse is a failure, no answer an error,
 * undecided is skipped with its price: CI tools show all three.
 */
export function renderJunit(comparison: Comparison, gates: readonly GateResult[]): string {
  const suites = gates.map((gate, i) =>
    suite(comparison.targets[i]!.target.name, comparison.base.name, gate),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="slotbench">\n${suites.join('\n')}\n</testsuites>\n`;
}

function suite(target: string, base: string, gate: GateResult): string {
  const count = (outcome: string) => gate.metrics.filter((m) => m.outcome === outcome).length;
  const cases = gate.metrics.map(testCase);
  // Faults that no metric carries (incomplete runs, sides that are not comparable) get a case of their own.
  if (gate.faults.length > 0)
    cases.push(
      `    <testcase classname="slotbench" name="data"><error message="${attribute(gate.faults.join('; '))}"/></testcase>`,
    );
  const errors = count('unusable') + (gate.faults.length > 0 ? 1 : 0);
  return [
    `  <testsuite name="${attribute(`${target} against ${base}`)}" tests="${cases.length}" failures="${count('worse')}" errors="${errors}" skipped="${count('undecided')}">`,
    ...cases,
    `    <system-out>${attribute(GATE_WORDS[gate.outcome])}</system-out>`,
    '  </testsuite>',
  ].join('\n');
}

function testCase({ metric, outcome, price }: GateMetric): string {
  const told = `change ${changeOf(metric)}, interval ${intervalOf(metric)}, margin ${marginText(metric.margin, metric.unit)}`;
  const body =
    outcome === 'worse'
      ? `<failure message="${attribute(`shown worse: ${told}`)}"/>`
      : outcome === 'unusable'
        ? `<error message="${attribute(metric.reason ?? 'no answer')}"/>`
        : outcome === 'undecided'
          ? `<skipped message="${attribute(`undecided: ${[told, ...priceText(metric, price)].join('; ')}`)}"/>`
          : '';
  return `    <testcase classname="slotbench" name="${attribute(metric.id)}">${body}</testcase>`;
}

/** Text in XML, attribute or element; what XML cannot hold becomes a question mark. */
function attribute(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '?')
    .replace(/[&<>"'\n\r\t]/g, (c) => `&#${c.charCodeAt(0)};`);
}
