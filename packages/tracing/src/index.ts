export { EXIT, ProgramError } from './exit.ts';
export { defineMessage, type MessageType, type MetricUpdate } from './message.ts';
export { type Program, runProgram } from './program.ts';
export type { Detail, Severity } from './severity.ts';
