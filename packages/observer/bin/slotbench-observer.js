#!/usr/bin/env node
import { launch } from '@slotbench/tracing/launch';

await launch(new URL('../dist/main.js', import.meta.url));
