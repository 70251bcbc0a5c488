import { serve } from './serve.mjs';

serve(process.env.SLACK_SIMULATOR_PORT);
