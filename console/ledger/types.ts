import { DEPLOYMENT_EVENTS } from '../../contracts/deployment-events.ts';
import { EVIDENCE_EVENTS } from '../../contracts/evidence.ts';
import { HOUSE_EVENTS } from '../../contracts/house-events.ts';
import { OBLIGATION_EVENTS } from '../../contracts/obligation-events.ts';
import { STORE_EVENTS } from '../../contracts/store-events.ts';
import { SYSTEM_EVENTS } from '../../contracts/system-events.ts';

/** Every type of row, for filters. */
export const EVENT_TYPES: readonly string[] = [...new Set([DEPLOYMENT_EVENTS, SYSTEM_EVENTS, HOUSE_EVENTS, OBLIGATION_EVENTS, EVIDENCE_EVENTS, STORE_EVENTS].flatMap((events) => Object.keys(events)))].sort();
