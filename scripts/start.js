/** Runs `scripts/NAME.ts` or another module under the same guard as every program: `node scripts/start.js test …`. */
import { launch } from '../packages/tracing/launch.js';

const [module] = process.argv.splice(2, 1);
await launch(new URL(module, import.meta.url));
