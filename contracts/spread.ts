import { z } from 'zod';

const hours = z.number().nonnegative().nullable();

/** How some times are spread, in hours to two places; null when there are none. Percentiles are by nearest rank. */
export const spread = z.object({ count: z.number().int().nonnegative(), median_hours: hours, p90_hours: hours, mean_hours: hours });
export type Spread = z.infer<typeof spread>;
