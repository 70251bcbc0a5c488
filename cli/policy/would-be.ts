import { wouldBeRequest, type WouldBeRequest } from '../../contracts/would-be-request.ts';
import { problemsOf } from '../../store/zod-problems.ts';
import { Failure, wrongUse } from '../failure.ts';
import type { Given } from '../given.ts';

const pointerOf = (path: readonly (string | number)[]): string => path.map((part) => `/${String(part)}`).join('');

/** The request of `-f` that nobody made yet. @throws Failure: 2 without a file, 1 with the place of each fault. */
export function wouldBe(given: Given): WouldBeRequest {
  const file = given.file ?? wrongUse('-f FILE is missing: give a would-be request, e.g. examples/requests/would-be-request.yaml');
  const parsed = wouldBeRequest.safeParse(file.value);
  if (parsed.success) return parsed.data;
  const faults = problemsOf(parsed.error, wouldBeRequest, file.value).map(({ path, message, allowed }) => `${file.locate(pointerOf(path))} ${path.join('.')}: ${message}; ${allowed}`);
  throw new Failure('refused', faults.join('\n'));
}
