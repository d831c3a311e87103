import { CommanderError, InvalidArgumentError, Command as Parser, Option as ParserOption } from 'commander';
import type { Argument, Command, CommandGroup, Option, ProgramCommand, Values } from './command.ts';
import { CliError } from './errors.ts';

/** What the command line asks for. */
export type Request =
  | { readonly kind: 'command'; readonly command: Command; readonly values: Values }
  | { readonly kind: 'program'; readonly program: ProgramCommand; readonly args: readonly string[] }
  | { readonly kind: 'text'; readonly text: string };

/**
 * Reads a command line against the tables. Help and version come back as text; everything wrong is a CliError
 * with the code `usage` and, where a name is unknown, the nearest known ones.
 */
export async function parseCommandLine(
  argv: readonly string[],
  o: { table: readonly (Command | CommandGroup | ProgramCommand)[]; version: string; columns: number },
): Promise<Request> {
  const [first, ...rest] = argv;
  const program = o.table.find((entry) => entry.name === first);
  if (program !== undefined && 'program' in program) return { kind: 'program', program, args: rest };

  let request: Request | undefined;
  let text = '';
  const root = parser('slotbench', o.columns, (chunk) => {
    text += chunk;
  });
  root
    .description(SUMMARY)
    .version(o.version, '-V, --version', 'print the version')
    .addHelpText('after', FOOTER);
  for (const entry of o.table) {
    if ('program' in entry) root.command(`${entry.name} [arguments...]`).description(entry.summary);
    else if ('commands' in entry) {
      const group = root.command(entry.name).description(entry.summary);
      for (const command of entry.commands) addCommand(group, command, (r) => (request = r));
    } else addCommand(root, entry, (r) => (request = r));
  }
  try {
    root.parse(argv.length === 0 ? ['--help'] : [...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'text', text };
    if (error.code === 'commander.help') return { kind: 'text', text };
    throw new CliError({ exit: 'usage', message: await usageMessage(error, argv, o.table) });
  }
  return request ?? { kind: 'text', text };
}

const SUMMARY =
  'Measures how a Cardano node behaves under load: from a profile to a cluster, its traces, their analysis and a report.';

const FOOTER = `
Examples:
  slotbench run quick            four embedded nodes under load, in 40 s
  slotbench run quick -n 3       three runs of it, one after the other
  slotbench runs list            the runs in ./run
  slotbench profiles show quick  everything that the profile fixes

\`slotbench COMMAND --help\` explains a command.`;

function parser(name: string, columns: number, write: (chunk: string) => void): Parser {
  return new Parser(name)
    .exitOverride()
    .helpCommand(false)
    .showSuggestionAfterError(false)
    .configureOutput({
      writeOut: write,
      writeErr: () => {},
      getOutHelpWidth: () => columns,
      getErrHelpWidth: () => columns,
    });
}

function addCommand(parent: Parser, command: Command, found: (request: Request) => void): void {
  const sub = parent
    .command(command.name, { isDefault: command.isDefault === true })
    .description(
      command.description === undefined
        ? `${command.summary}.`
        : `${command.summary}. ${command.description}`,
    );
  sub.summary(command.summary);
  if (command.isDefault === true)
    parent.addHelpText(
      'after',
      `\nWithout a command it is \`${command.name}\`, whose options are in\n\`slotbench ${parent.name()} ${command.name} --help\`.`,
    );
  for (const argument of command.arguments ?? []) sub.argument(placeholder(argument), argument.help);
  for (const [name, option] of Object.entries(command.options ?? {}))
    sub.addOption(parserOption(name, option));
  if (command.examples !== undefined) {
    const width = Math.max(...command.examples.map(([line]) => line.length));
    const beside = command.examples.every(([, what]) => width + what.length + 4 <= 80);
    const lines = command.examples.map(([line, what]) =>
      beside ? `  ${line.padEnd(width)}  ${what}` : `  ${line}\n      ${what}`,
    );
    sub.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
  }
  sub.action((...received: unknown[]) => {
    const values: Record<string, Values[string]> = { ...sub.opts() };
    for (const [i, argument] of (command.arguments ?? []).entries())
      values[argument.name] = received[i] as string;
    found({ kind: 'command', command, values });
  });
}

function placeholder({ name, optional, variadic }: Argument): string {
  const shown = variadic ? `${name}...` : name;
  return optional ? `[${shown}]` : `<${shown}>`;
}

function parserOption(name: string, option: Option): ParserOption {
  const long = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const flags = `${option.short === undefined ? '' : `-${option.short}, `}--${long}`;
  if (option.type === 'flag') return new ParserOption(flags, option.help);
  const parsed = new ParserOption(`${flags} <${option.value ?? 'TEXT'}>`, option.help);
  if (option.type === 'texts')
    return parsed.argParser((text, before: readonly string[] = []) => [...before, text]);
  return option.type === 'count' ? parsed.argParser(countOf) : parsed;
}

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new InvalidArgumentError('expected an integer of at least 1.');
  return count;
}

/** Commander's sentence without its `error:` prefix, and what helps: the nearest names, or the help of the command. */
async function usageMessage(
  error: CommanderError,
  argv: readonly string[],
  table: readonly (Command | CommandGroup | ProgramCommand)[],
): Promise<string> {
  const sentence = error.message.replace(/^error: /, '');
  const unknown = /unknown (?:command|option) '([^']+)'/.exec(sentence)?.[1];
  const help = `\`${['slotbench', ...pathOf(argv, table), '--help'].join(' ')}\` says what it takes`;
  if (unknown === undefined) return `${sentence.replace(/\.$/, '')}; ${help}`;
  const known = unknown.startsWith('-') ? optionNames(argv, table) : commandNames(argv, table);
  const { nearestNames } = await import('@slotbench/profiles'); // loaded late: the help must come at once
  const names = nearestNames(unknown, known);
  return `${sentence}; ${names.length === 0 ? help : `did you mean ${names.join(' or ')}?`}`;
}

/** The words of `argv` that name a command or its group. */
function pathOf(
  argv: readonly string[],
  table: readonly (Command | CommandGroup | ProgramCommand)[],
): string[] {
  const entry = table.find(({ name }) => name === argv[0]);
  if (entry === undefined) return [];
  const inGroup = 'commands' in entry && entry.commands.some(({ name }) => name === argv[1]);
  return inGroup ? [entry.name, argv[1]!] : [entry.name];
}

function commandNames(
  argv: readonly string[],
  table: readonly (Command | CommandGroup | ProgramCommand)[],
): string[] {
  const group = table.find((entry) => entry.name === argv[0]);
  return (group !== undefined && 'commands' in group ? group.commands : table).map((entry) => entry.name);
}

function optionNames(
  argv: readonly string[],
  table: readonly (Command | CommandGroup | ProgramCommand)[],
): string[] {
  let entry: Command | CommandGroup | ProgramCommand | undefined = table.find((e) => e.name === argv[0]);
  if (entry !== undefined && 'commands' in entry) entry = entry.commands.find((e) => e.name === argv[1]);
  if (entry === undefined || !('run' in entry)) return ['--help', '--version'];
  const own = Object.keys(entry.options ?? {});
  return [
    '--help',
    ...own.map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`),
  ];
}
