import { serve } from './serve.mjs';

serve(process.env.METRICS_PORT);
