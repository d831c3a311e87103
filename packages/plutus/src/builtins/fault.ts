/** Why a builtin failed. Not an Error: scripts fail often, and nobody wants the stack. */
export class BuiltinFault {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

export function fail(reason: string): never {
  throw new BuiltinFault(reason);
}
