import { z } from 'zod';

/** An object of any JSON values: what a profile passes on without looking inside. */
export const jsonObject = z.record(z.string(), z.json());

/** Lovelace as a number. Supplies exceed 2^53 but are multiples of 10^13, hence of 8192, and stay exact as a double. */
export const lovelace = z.number().min(0).refine(Number.isInteger, 'a whole number of lovelace');
