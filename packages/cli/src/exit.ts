/** Exit codes of every command: one table; `docs/reference/exit-codes.md` is written from it. */
export const EXIT = {
  ok: { code: 0, meaning: 'done; what was asked for is there' },
  violated: {
    code: 1,
    meaning:
      'a headline metric is shown worse, a property is violated, or a figure is not locli’s unexplained',
  },
  undecided: { code: 2, meaning: 'nothing is shown to be wrong, but not everything could be decided' },
  unusable: {
    code: 3,
    meaning: 'the data allows no verdict: sides not comparable, a single run, figures that are missing',
  },
  usage: { code: 64, meaning: 'the command line is wrong' },
  badData: { code: 65, meaning: 'a profile, overlay, configuration, genesis or log cannot be used as it is' },
  noInput: { code: 66, meaning: 'a run, file or folder that was named does not exist' },
  unavailable: { code: 69, meaning: 'something needed is not there: a program, a free port, a build' },
  internal: { code: 70, meaning: 'a defect of Slotbench; please report it with the printed trace' },
  cannotCreate: { code: 73, meaning: 'a file cannot be written: disk full, permission' },
  incomplete: { code: 75, meaning: 'the run ended before its time; the report says what happened' },
  interrupted: { code: 130, meaning: 'Ctrl-C; everything that was started has been stopped' },
  terminated: { code: 143, meaning: 'SIGTERM; everything that was started has been stopped' },
} as const;

export type ExitName = keyof typeof EXIT;
