import type { ProgramCommand } from '../command.ts';

export const observe: ProgramCommand = {
  name: 'observe',
  summary: 'Follow running nodes from outside',
  program: '@slotbench/observer/program',
};
