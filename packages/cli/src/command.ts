import type { ExitName } from './exit.ts';

/** One option of a command as data: flags, help and checks are derived from it. */
export interface Option {
  /** `text`, `texts` (may be given again; the value is a list), `count` (integer >= 1) and `flag` (no value). */
  readonly type: 'text' | 'texts' | 'count' | 'flag';
  readonly short?: string;
  /** How the value is shown in the help: `DIR`, `FILE`. */
  readonly value?: string;
  readonly help: string;
}

export interface Argument {
  readonly name: string;
  readonly help: string;
  readonly optional?: boolean;
  /** One or more of it; the value is a list. */
  readonly variadic?: boolean;
}

/** What a command gets from the edge: printing, the terminal, the environment and the wish to stop. */
export interface Io {
  /** Writes one line of output. */
  print(line: string): void;
  /** Writes one line beside the output: progress, warnings. */
  note(line: string): void;
  readonly stderr: NodeJS.WriteStream;
  /** Columns of the terminal, 80 where there is none. */
  readonly columns: number;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Aborts at the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}

export type Values = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** A command: a noun or verb of the field, its arguments and options as tables, and what it does. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Sentences below the summary in the help. */
  readonly description?: string;
  readonly arguments?: readonly Argument[];
  readonly options?: Readonly<Record<string, Option>>;
  /** Lines `command   what it does`, shown at the end of the help. */
  readonly examples?: readonly (readonly [string, string])[];
  /** In a group: what the group's name alone stands for. */
  readonly isDefault?: boolean;
  readonly run: (values: Values, io: Io) => Promise<ExitName>;
}

/** A noun with commands: `runs list`. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly Command[];
}

/** A program of its own, started with the rest of the command line unchanged: `slotbench node run …`. */
export interface ProgramCommand {
  readonly name: string;
  readonly summary: string;
  readonly program: string;
}
