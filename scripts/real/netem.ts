import { goComponent } from './go.ts';

export const netem = goComponent({
  name: 'netem',
  version: '1',
  folder: 'netem',
  target: '.',
  program: 'netem',
  takes: 'a few seconds',
});
