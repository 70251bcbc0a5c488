import type { HouseEventBody, HouseEventType } from '../../contracts/house-events.ts';
import type { NewEvent } from '../aggregate.ts';

/** An event of the house, with the body that its schema asks for. */
export const fact = <T extends HouseEventType>(type: T, body: HouseEventBody<T>): NewEvent => ({ type, body });
