import { NC_CLASSES, NC_SEVERITIES, REQUIREMENTS } from '../../contracts/nonconformity-closure.ts';
import type { Field } from '../acts/act.ts';
import { optionsOf } from '../parts/list.tsx';

export const CLASS_OPTIONS = optionsOf(NC_CLASSES);
export const SEVERITY: Field = { name: 'severity', label: 'Severity', kind: 'choice', options: optionsOf(NC_SEVERITIES) };
export const REQUIREMENT: Field = { name: 'requirement', label: 'What was not fulfilled', kind: 'choice', options: optionsOf(REQUIREMENTS), hint: 'the risk of a legal requirement or of a clause can never be accepted' };
