import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { GetObjectCommandInput, PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import type { EvidenceS3Config } from '../config.ts';
import { EvidenceAway, type EvidenceFiles, placeOf, type StoredFile } from './evidence-files.ts';
import { incomingFolder, receive, removeAbandoned } from './evidence-incoming.ts';

/** An answer, and the pieces of one, are waited for so long. Milliseconds. */
const PATIENCE = { connectionTimeout: 5_000, requestTimeout: 30_000 };
/** How often an upload is begun: a file that was read once can't be sent again by the SDK itself. */
const ATTEMPTS = 3;

/** Its warnings would go past our log, and what it warns of is handled here. */
const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** The SDK is loaded when it is first needed: who keeps files on a disk never pays for it. */
const sdk = () => import('@aws-sdk/client-s3');

/** A client of this bucket's server; without keys in the configuration it finds them as the SDK always does (roles, profiles). */
async function clientOf({ endpoint, region, credentials, forcePathStyle }: EvidenceS3Config): Promise<S3Client> {
  const { S3Client: Client } = await sdk();
  return new Client({
    region,
    forcePathStyle,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    // we send the SHA-256 and compare it ourselves; checksums of other kinds are unknown to many servers
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: PATIENCE,
    logger: SILENT,
  });
}

/** The HTTP status that the server answered with; null when it did not. */
function statusOf(error: unknown): number | null {
  const found = error !== null && typeof error === 'object' && '$metadata' in error ? (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode : undefined;
  return found ?? null;
}

const wordsOf = (error: unknown): string => (error !== null && typeof error === 'object' && 'message' in error ? `${'name' in error ? `${String(error.name)}: ` : ''}${String(error.message)}` : String(error)).replace(/\s+/g, ' ');

const away = (bucket: string, error: unknown): EvidenceAway => new EvidenceAway(`the bucket ${bucket} of the evidence files does not answer as it should (${wordsOf(error)})`);

/** The condition on a write was not met: an object of this digest is there already, and stays. */
const THERE = 412;
/** Somebody writes the same object at this moment. */
const AT_ONCE = 409;
/** The server knows no conditional writes. */
const UNKNOWN_CONDITION = 501;

const missing = (error: unknown): boolean => statusOf(error) === 404;
const passes = (error: unknown): boolean => {
  const status = statusOf(error);
  return status === null || status === AT_ONCE || status === 429 || status >= 500;
};

/** Writes the object unless it is there: what has a digest is never written again, and an object lock of the bucket holds from here on. */
async function upload(client: S3Client, path: string, file: StoredFile, to: Pick<PutObjectCommandInput, 'Bucket' | 'Key'>): Promise<void> {
  const { PutObjectCommand } = await sdk();
  const ChecksumSHA256 = Buffer.from(file.sha256.slice('sha256:'.length), 'hex').toString('base64');
  let conditional = true;
  for (let attempt = 1; ; attempt += 1) {
    const input = { ...to, Body: createReadStream(path), ContentLength: file.bytes, ContentType: 'application/octet-stream', ChecksumSHA256 };
    try {
      await client.send(new PutObjectCommand({ ...input, ...(conditional ? { IfNoneMatch: '*' } : {}) }));
      return;
    } catch (error) {
      if (statusOf(error) === THERE) return;
      if (statusOf(error) === UNKNOWN_CONDITION && conditional) conditional = false;
      else if (attempt >= ATTEMPTS || !passes(error)) throw error;
    } finally {
      input.Body.destroy();
    }
  }
}

/** The object as it was when it was found: another one in its place is an error, not its bytes. */
async function* bytesOf(client: S3Client, wanted: GetObjectCommandInput & { readonly Bucket: string }): AsyncGenerator<Uint8Array> {
  const { GetObjectCommand } = await sdk();
  try {
    const { Body } = await client.send(new GetObjectCommand(wanted));
    yield* Body as unknown as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw away(wanted.Bucket, error);
  }
}

/** Evidence files in a bucket, under `evidence/`. They are taken in under `<home>` first, so that only whole and allowed files are ever sent. */
export function evidenceInS3(config: EvidenceS3Config, home: string): EvidenceFiles {
  const { bucket: Bucket } = config;
  const incoming = incomingFolder(home);
  let client: Promise<S3Client> | null = null;
  const connected = (): Promise<S3Client> => (client ??= clientOf(config));
  const keyOf = (sha256: string): string | null => placeOf(sha256)?.reduce((path, part) => `${path}/${part}`, 'evidence') ?? null;
  const failing = (error: unknown): never => {
    throw away(Bucket, error);
  };
  return {
    put: (from, limits) => receive(incoming, from, limits, async (path, file) => upload(await connected(), path, file, { Bucket, Key: keyOf(file.sha256) ?? '' }).catch(failing)),
    async get(sha256) {
      const Key = keyOf(sha256);
      if (Key === null) return null;
      const { HeadObjectCommand } = await sdk();
      const s3 = await connected();
      const found = await s3.send(new HeadObjectCommand({ Bucket, Key })).catch((error: unknown) => (missing(error) ? null : failing(error)));
      const same = found?.ETag === undefined ? {} : { IfMatch: found.ETag };
      return found && { bytes: found.ContentLength ?? 0, stream: () => Readable.from(bytesOf(s3, { Bucket, Key, ...same }), { objectMode: false }) };
    },
    async remove(sha256) {
      const Key = keyOf(sha256);
      const { DeleteObjectCommand } = await sdk();
      if (Key !== null) await (await connected()).send(new DeleteObjectCommand({ Bucket, Key })).catch(failing);
    },
    tidy: (olderThanMs) => removeAbandoned(incoming, olderThanMs),
  };
}

/**
 * Why the bucket can't be used, in one line; null when it answers as we need it. Asks for an object that is not there:
 * whoever may not list the bucket is told 403 in place of 404, and so would not learn that a file is missing. Writes nothing.
 */
export async function bucketTrouble(config: EvidenceS3Config): Promise<string | null> {
  const { GetObjectCommand, NoSuchBucket } = await sdk();
  const client = await clientOf(config);
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: config.bucket, Key: 'evidence/doctor' }));
    (Body as unknown as Readable).destroy();
    return null;
  } catch (error) {
    if (error instanceof NoSuchBucket) return `there is no bucket ${config.bucket}`;
    if (missing(error)) return null;
    return statusOf(error) === 403 ? `the keys may not read and list the bucket ${config.bucket} (${wordsOf(error)})` : away(config.bucket, error).message;
  } finally {
    client.destroy();
  }
}
