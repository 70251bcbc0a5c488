/** Where both sides of a row run. */
export const NAMESPACE = 'bench';
