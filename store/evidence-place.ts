import type { Config } from '../config.ts';
import type { EvidenceFiles } from './evidence-files.ts';
import { evidenceInS3 } from './evidence-in-s3.ts';
import { evidenceOnDisk } from './evidence-on-disk.ts';

/** Where this configuration keeps evidence files: in its bucket when it names one, else under its home folder. */
export const evidenceFilesOf = ({ home, evidenceS3 }: Pick<Config, 'home'> & Partial<Pick<Config, 'evidenceS3'>>): EvidenceFiles =>
  evidenceS3 === undefined ? evidenceOnDisk(home) : evidenceInS3(evidenceS3, home);
