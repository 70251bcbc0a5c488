/*
 * Which person counts in which lane (§1.05): one natural person fills one slot over all lanes, however many lanes that
 * person signed. It is a matching and not first come first served: a person who signed two lanes moves to the one where
 * nobody else can stand. People are named by group key, so that two accounts of one person are one.
 */

/** A lane as matching sees it. `needed` is its quorum, `by` the people who approved in it. */
export interface LaneVotes {
  readonly lane: string;
  readonly needed: number;
  readonly by: readonly string[];
  readonly already_passed?: boolean;
}

/** A lane with those who may still approve: eligible, and not yet spoken against it. */
export interface LaneHopes extends LaneVotes {
  readonly could: readonly string[];
}

/** `passed` in the order given; `assigned` names the people who fill each lane, and nobody for a lane not passed. */
export interface Assignment {
  readonly passed: string[];
  readonly assigned: Record<string, string[]>;
}

/**
 * Fills the lanes: those already passed first, then the others in the order given; a lane passes only when all its slots
 * can be filled, else it takes nobody. More votes never unseat a lane that passed: its people may change, its slots stay
 * filled. A lane marked as passed whose people are gone (a withdrawn vote) does not pass.
 * @throws RangeError for a lane named twice, or one that needs less than one approval and would pass in silence.
 */
export function assign(lanes: readonly LaneVotes[]): Assignment {
  const seats = fill(lanes);
  const assigned = Object.fromEntries(lanes.map(({ lane, by }) => [lane, by.filter((person) => seats.get(person) === lane)]));
  return { passed: passedIn(lanes, seats), assigned: unique(assigned) };
}

/** The lanes that would pass together if everybody who still could approve did; same order and precedence as `assign`. */
export function couldStillPass(lanes: readonly LaneHopes[]): string[] {
  const hopeful = lanes.map(allHopes);
  return passedIn(hopeful, fill(hopeful));
}

/**
 * The people in `could` of `lane` whose approval would help: they fill one of its slots in some assignment that
 * satisfies every lane which can still be satisfied. So nobody is named whom another lane cannot do without. A lane that
 * has passed needs nobody; one that cannot pass any more names those who are free for it.
 */
export function whoCouldSatisfy(lane: string, lanes: readonly LaneHopes[]): string[] {
  const target = lanes.find((candidate) => candidate.lane === lane);
  if (!target) throw new RangeError(`lane "${lane}" is not among ${lanes.map((known) => known.lane).join(', ')}`);
  if (assign(lanes).passed.includes(lane)) return [];
  const hopeful = new Set(couldStillPass(lanes));
  const rest = lanes
    .filter((candidate) => hopeful.has(candidate.lane))
    .map((candidate) => ({ ...allHopes(candidate), needed: candidate.needed - (candidate.lane === lane ? 1 : 0) }))
    .filter((candidate) => candidate.needed > 0);
  return [...new Set(target.could)].filter((person) => !target.by.includes(person) && allPassWithout(person, rest));
}

function allPassWithout(person: string, lanes: readonly LaneVotes[]): boolean {
  const without = lanes.map((lane) => ({ ...lane, by: lane.by.filter((other) => other !== person) }));
  return passedIn(without, fill(without)).length === lanes.length;
}

const allHopes = (lane: LaneHopes): LaneVotes => ({ ...lane, by: [...lane.by, ...lane.could] });

/** Person → lane. */
type Seats = Map<string, string>;

function fill(lanes: readonly LaneVotes[]): Seats {
  refuseNonsense(lanes);
  let seats: Seats = new Map();
  const inTurn = [...lanes.filter((lane) => lane.already_passed), ...lanes.filter((lane) => !lane.already_passed)];
  for (const lane of inTurn) {
    const attempt: Seats = new Map(seats);
    let filled = 0;
    while (filled < lane.needed && seat(lane, lanes, attempt, new Set())) filled += 1;
    if (filled === lane.needed) seats = attempt;
  }
  return seats;
}

/**
 * Kuhn's step: seats one more person in `lane`, moving people on to other lanes where somebody else can take over.
 * Changes `seats` only when it succeeds; never empties a slot.
 */
function seat(lane: LaneVotes, lanes: readonly LaneVotes[], seats: Seats, tried: Set<string>): boolean {
  for (const person of lane.by) {
    const sits = seats.get(person);
    if (sits === lane.lane || tried.has(person)) continue;
    tried.add(person);
    const held = lanes.find((other) => other.lane === sits);
    if (held && !seat(held, lanes, seats, tried)) continue;
    seats.set(person, lane.lane);
    return true;
  }
  return false;
}

const passedIn = (lanes: readonly LaneVotes[], seats: Seats): string[] =>
  lanes.filter(({ lane, needed }) => [...seats.values()].filter((taken) => taken === lane).length === needed).map(({ lane }) => lane);

const unique = (assigned: Record<string, string[]>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(assigned).map(([lane, people]) => [lane, [...new Set(people)]]));

function refuseNonsense(lanes: readonly LaneVotes[]): void {
  for (const { lane, needed } of lanes) {
    if (!Number.isInteger(needed) || needed < 1) throw new RangeError(`lane "${lane}" needs ${needed} approvals; a lane needs a whole number from 1`);
  }
  if (new Set(lanes.map(({ lane }) => lane)).size < lanes.length) throw new RangeError('a lane is named twice; give each lane once');
}
