#!/usr/bin/env node
import { launch } from '@slotbench/tracing/launch';

await launch(new URL('../dist/load/main.js', import.meta.url));
