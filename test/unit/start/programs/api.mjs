import { serve } from './serve.mjs';

serve(process.env.PORT);
