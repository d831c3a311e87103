import { profileNames, resolveProfile } from '@slotbench/profiles';
import { mergeDeclarations, renderTraceDocumentation, traceSchema } from '@slotbench/tracing';
import type { Command, CommandGroup, ProgramCommand } from '../packages/cli/src/command.ts';
import { EXIT } from '../packages/cli/src/exit.ts';
import { parseCommandLine } from '../packages/cli/src/parser.ts';
import { commands } from '../packages/cli/src/table.ts';
import { askTraceDeclarations } from '../packages/cli/src/trace-declarations.ts';

/** The help of every command, as the terminal prints it at 80 columns. */
export async function commandsPage(): Promise<string> {
  const sections = [`## slotbench\n\n${fenced(await helpOf([]))}`];
  for (const entry of commands) {
    if ('program' in entry)
      sections.push(`## slotbench ${entry.name}\n\n${entry.summary}. Its own \`--help\` says more.`);
    else if ('commands' in entry)
      for (const command of entry.commands) sections.push(await section([entry.name, command.name]));
    else sections.push(await section([entry.name]));
  }
  return `# Commands\n\n${sections.join('\n\n')}\n`;
}

export async function exitCodesPage(): Promise<string> {
  const rows = Object.values(EXIT).map(({ code, meaning }) => `| ${code} | ${meaning} |`);
  return `# Exit codes

0 to 3 are kept for verdicts of comparisons; every failure is 64 or above. The programs \`slotbench-node\`,
\`slotbench-collector\` and \`slotbench-generator\` use the same codes and end with 0 after SIGTERM or Ctrl-C, which is their
ordinary end. \`slotbench-collector compare-logs\` ends with 1 where the two log roots differ: a verdict.

| code | meaning |
|---|---|
${rows.join('\n')}
`;
}

export async function profilesPage(): Promise<string> {
  const rows = profileNames().map((name) => {
    const { composition, generator, genesis, desc } = resolveProfile(name);
    const cells = [
      name,
      composition.n_hosts,
      composition.topology,
      genesis.slot_duration,
      generator.tps,
      desc ?? '',
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return `# Profiles

\`slotbench profiles show NAME\` describes one, \`--json\` prints it whole.

| name | nodes | topology | slot, s | tx/s | what it is |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
}

/** As `slotbench trace-documentation` prints it. */
export async function tracesPage(): Promise<string> {
  const declarations = mergeDeclarations(await askTraceDeclarations());
  return renderTraceDocumentation({ title: 'Slotbench Trace Documentation', ...declarations });
}

/** As `slotbench trace-documentation --output-schema` writes it. */
export async function tracesSchema(): Promise<string> {
  const { messages } = mergeDeclarations(await askTraceDeclarations());
  return `${JSON.stringify(traceSchema(messages, 'traces.schema.json'), null, 2)}\n`;
}

async function section(path: readonly string[]): Promise<string> {
  return `## slotbench ${path.join(' ')}\n\n${fenced(await helpOf([...path, '--help']))}`;
}

async function helpOf(argv: readonly string[]): Promise<string> {
  const table: readonly (Command | CommandGroup | ProgramCommand)[] = commands;
  const request = await parseCommandLine(argv, { table, version: '', columns: 80 });
  if (request.kind !== 'text') throw new Error(`slotbench ${argv.join(' ')} gives no help`);
  return request.text;
}

function fenced(text: string): string {
  return `\`\`\`\n${text.trimEnd()}\n\`\`\``;
}
