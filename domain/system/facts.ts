import type { SystemEventBody, SystemEventType } from '../../contracts/system-events.ts';
import type { NewEvent } from '../aggregate.ts';

/** An event of a system's record, with the body that its schema asks for. */
export const fact = <T extends SystemEventType>(type: T, body: SystemEventBody<T>): NewEvent => ({ type, body });
