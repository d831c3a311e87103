import { goComponent } from './go.ts';

export const netem = goComponent({
  name: 'netem',
  version: '2',
  folder: 'netem',
  target: '.',
  program: 'netem',
  takes: 'a few seconds',
});
