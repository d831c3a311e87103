import { goComponent } from './go.ts';

export const vault = goComponent({
  name: 'vault',
  version: '1.14.1',
  folder: 'vault',
  target: '.',
  program: 'vault-dev',
  takes: 'about two and a half minutes',
});
