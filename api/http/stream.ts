import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** Sends a stream. A reader who goes away ends it; what breaks after the first byte cuts the connection, so that nobody takes half for the whole. */
export async function stream(source: Readable, response: Response): Promise<void> {
  try {
    await pipeline(source, response);
  } catch (error) {
    if (response.headersSent || response.destroyed) response.destroy();
    else throw error;
  }
}
