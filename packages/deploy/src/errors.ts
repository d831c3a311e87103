/** What is wrong with a deployment's configuration or with what a command was given. */
export type DeployErrorCode =
  /** A configuration cannot be used: `faults` says all that is wrong. */
  | 'DEPLOY_CONFIG'
  /** A public key, a node's name or another argument cannot be used. */
  | 'DEPLOY_ARGUMENT'
  /** A file that is needed is not there, or cannot be read. */
  | 'DEPLOY_MISSING_FILE'
  /** A file cannot be written. */
  | 'DEPLOY_WRITE'
  /** A program that is needed is not there, or failed. */
  | 'DEPLOY_PROGRAM';

export class DeployError extends Error {
  readonly code: DeployErrorCode;
  /** One line each. */
  readonly faults: readonly string[];

  constructor(o: { code: DeployErrorCode; message: string; faults?: readonly string[]; cause?: unknown }) {
    const lines = (o.faults ?? []).map((fault) => `\n  ${fault}`).join('');
    super(`${o.message}${lines}`, o.cause === undefined ? undefined : { cause: o.cause });
    this.name = 'DeployError';
    this.code = o.code;
    this.faults = o.faults ?? [];
  }
}
