import type { RunningProgram } from '../backend/backend.ts';
import type { ProgramPlan } from '../program.ts';
import { type ExitStatus, UNHEARD } from '../scenario/verdict.ts';

/** How the programs of one host ended. */
export interface HostPrograms {
  exit(program: string): Promise<ExitStatus>;
  ended(program: string, status: ExitStatus): void;
  /** Whatever has not ended has now: nobody can ask its host any more. */
  end(): void;
}

export function createHostPrograms(): HostPrograms {
  const exits = new Map<string, PromiseWithResolvers<ExitStatus>>();
  const of = (program: string): PromiseWithResolvers<ExitStatus> => {
    const known = exits.get(program);
    if (known !== undefined) return known;
    const exit = Promise.withResolvers<ExitStatus>();
    exits.set(program, exit);
    return exit;
  };
  return {
    exit: (program) => of(program).promise,
    ended: (program, status) => of(program).resolve(status),
    end() {
      for (const exit of exits.values()) exit.resolve({ code: null, signal: UNHEARD });
    },
  };
}

/** One program on several hosts: it has ended when one of them failed or all have ended. */
export function together(
  plan: ProgramPlan,
  o: { pid: number; exits: readonly Promise<ExitStatus>[]; signal: RunningProgram['signal'] },
): RunningProgram {
  let ended: ExitStatus | undefined;
  const failed = Promise.withResolvers<ExitStatus>();
  for (const exit of o.exits) void exit.then((status) => status.code !== 0 && failed.resolve(status));
  const exited = Promise.race([failed.promise, Promise.all(o.exits).then(([first]) => first!)]).then(
    (status) => {
      ended = status;
      return status;
    },
  );
  return {
    plan,
    pid: o.pid,
    exited,
    status: () => ended,
    signal: (name) => ended === undefined && o.signal(name),
  };
}
