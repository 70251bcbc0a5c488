import type { StepUpRules } from '../../domain/authority/assurance.ts';
import { policyInForce } from '../../store/house.ts';
import type { HouseView } from '../../store/store.ts';

/** The policy that says how long a proof is fresh; without one in force what holds for policies that say nothing of it. */
export const stepUpRules = (house: Pick<HouseView, 'policies' | 'active'>): StepUpRules => policyInForce(house) ?? { thresholds: {} };
