import type { ExitName } from './exit.ts';
import { EXIT } from './exit.ts';

/**
 * What to print for an error and how to end. An error with an `exit` that the table knows is a message to the
 * user; anything else is a defect and keeps its stack.
 */
export function explainError(error: unknown): { exit: ExitName; lines: string[] } {
  if (error instanceof Error && 'exit' in error && isExit(error.exit))
    return { exit: error.exit, lines: [`slotbench: ${error.message}`] };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof Error && CODES[code] !== undefined)
    return { exit: CODES[code], lines: [`slotbench: ${error.message}`] };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    exit: 'internal',
    lines: ['slotbench: a defect of Slotbench; please report it with these lines', stack],
  };
}

/** Codes of the rooms' errors, and what the operating system refuses: the user's to mend, not defects. */
const CODES: Readonly<Record<string, ExitName>> = {
  PROFILE_UNKNOWN: 'usage',
  PROFILE_INVALID: 'badData',
  PROFILE_DERIVED: 'badData',
  PROFILE_TOPOLOGY: 'badData',
  LEDGER_GENESIS_SPEC: 'badData',
  LEDGER_GENESIS_FOLDER: 'cannotCreate',
  RUN_NOT_FOUND: 'noInput',
  RUN_NO_GENESIS: 'badData',
  RUN_BAD_FILE: 'badData',
  RUN_NO_LOGS: 'noInput',
  RUN_OTHER_NETWORK: 'badData',
  FILTER_UNKNOWN: 'usage',
  OUT_NOT_A_FOLDER: 'cannotCreate',
  RUN_NOT_ANALYSED: 'noInput',
  PROPERTY_INVALID: 'badData',
  ANALYSIS_ABORTED: 'interrupted',
  DEPLOY_CONFIG: 'badData',
  DEPLOY_ARGUMENT: 'usage',
  DEPLOY_MISSING_FILE: 'noInput',
  DEPLOY_WRITE: 'cannotCreate',
  DEPLOY_PROGRAM: 'unavailable',
  ENOSPC: 'cannotCreate',
  EDQUOT: 'cannotCreate',
  EROFS: 'cannotCreate',
  EACCES: 'cannotCreate',
  EPERM: 'cannotCreate',
};

function isExit(value: unknown): value is ExitName {
  return typeof value === 'string' && Object.hasOwn(EXIT, value);
}
