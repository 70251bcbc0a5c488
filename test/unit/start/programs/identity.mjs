import { serve } from './serve.mjs';

serve(process.env.OIDC_PORT);
