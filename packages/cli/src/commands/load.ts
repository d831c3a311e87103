import type { ProgramCommand } from '../command.ts';

export const load: ProgramCommand = {
  name: 'load',
  summary: 'Put load on a network that is there already',
  program: '@slotbench/generator/load',
};
