import type { VNode } from 'preact';
import type { DeploymentView } from '../../contracts/deployment-view.ts';
import type { Obligation } from '../../contracts/obligation.ts';
import { isOpen } from '../../domain/obligations/list.ts';
import { capital, owedInWords } from '../../render/words.ts';
import type { TicketListed } from '../../store/queries/tickets.ts';
import { Badge, Empty, Names, Section, State, Time } from '../parts/small.tsx';
import { TicketLink } from '../parts/ticket-link.tsx';
import { ladderPicture } from '../pictures/ladder-picture.ts';
import { LadderTimeline } from '../pictures/ladder-timeline.tsx';
import { useViewer } from '../viewer.tsx';

/** What is owed in a case of any kind, and what its ladders do next. */
export type Clocks = Pick<DeploymentView, 'obligations' | 'next_rungs'> & Partial<Pick<DeploymentView, 'lanes'>>;

/** `Legal sign-off`. */
export function titleOf({ lanes = [] }: Pick<Clocks, 'lanes'>, { kind, subject }: Pick<Obligation, 'kind' | 'subject'>): string {
  const lane = subject['lane'] ?? null;
  const lane_name = lanes.find((each) => each.lane === lane)?.name ?? lane;
  return capital(owedInWords({ kind: 'task', about: { ...subject, obligation: kind }, late: false, obligation: { id: '', kind, lane, lane_name, due_at: null, state: 'open', ended: null, text: null } }));
}

const Owed = ({ view, owed, title, ticket }: { readonly view: Clocks; readonly owed: Obligation; readonly title: string; readonly ticket: TicketListed | undefined }): VNode => {
  const { now, nameOf } = useViewer();
  const overdue = owed.due_at !== null && owed.due_at <= now;
  return (
    <li>
      <h3 class="line">{title} {owed.state === 'paused' ? <State of="paused" /> : null}{overdue ? <Badge tone="bad">Overdue</Badge> : null}</h3>
      <p>Owed by <Names of={owed.to} />{owed.due_at === null ? null : <>, due <Time at={owed.due_at} /></>}. {owed.state === 'paused' ? 'Its clock stands still while somebody else is awaited.' : null}</p>
      {ticket === undefined ? null : <p>Ticket: <TicketLink ticket={ticket} /></p>}
      {owed.instruction === null ? null : <p>Told to do:<blockquote>{owed.instruction}</blockquote></p>}
      {owed.acknowledged_by.length === 0 ? null : <p class="faint">Acknowledged by <Names of={owed.acknowledged_by} />.</p>}
      {owed.rungs.length === 0 ? null : <details class="box"><summary>The ladder of {title}</summary><div class="inside"><LadderTimeline id={`ladder-${owed.id}`} of={ladderPicture(owed, now, { title, nameOf, next: view.next_rungs })} /></div></details>}
    </li>
  );
};

/** How many coming rungs stand in the list; the ladders show all. */
const RUNGS = 6;
const LEVELS: Readonly<Record<string, string>> = { L0: 'a reminder to whoever owes it', L1: 'the backup', L2: 'the lane head or line manager', L3: 'the AI governance lead', L4: 'the executive', L5: 'the board' };

interface Coming {
  readonly at: string;
  readonly level: string;
  readonly about: readonly string[];
  readonly to: readonly string[];
}

/** Rungs of one level at one instant are one line: whom they tell, and about what. */
function together(rungs: DeploymentView['next_rungs']): readonly Coming[] {
  const found = new Map<string, Coming>();
  for (const { at, level, obligation_id, to } of rungs) {
    const before = found.get(`${at} ${level}`) ?? { at, level, about: [], to: [] };
    found.set(`${at} ${level}`, { at, level, about: [...new Set([...before.about, obligation_id])], to: [...new Set([...before.to, ...to])] });
  }
  return [...found.values()];
}

interface NextProps {
  readonly view: Clocks;
  readonly tickets: readonly TicketListed[];
  /** What an obligation is called here; by default by its kind and lane. */
  readonly titled?: (owed: Obligation) => string;
}

/** What will happen, and when, if nobody acts (§0.02, §0.03). */
export function Next({ view, tickets, titled = (owed) => titleOf(view, owed) }: NextProps): VNode {
  const open = view.obligations.filter(isOpen);
  const coming = together(view.next_rungs);
  const of = (id: string): string => {
    const owed = view.obligations.find((each) => each.id === id);
    return owed === undefined ? id : titled(owed);
  };
  return (
    <Section id="next" title="What happens next, and when">
      {coming.length === 0 ? <Empty>No clock runs here now.</Empty> : (
        <>
          <p>If nobody acts:</p>
          <ol class="now-next plain">
            {coming.slice(0, RUNGS).map(({ level, at, about, to }) => <li key={`${at} ${level}`}><Time at={at} />: {level}, {LEVELS[level] ?? level}, about {about.map(of).join(', ')}: <Names of={to} none="nobody is there to tell" /></li>)}
          </ol>
          {coming.length > RUNGS ? <p class="faint">… and {coming.length - RUNGS} more instants, in the ladders below.</p> : null}
        </>
      )}
      {open.length === 0 ? <Empty>Nothing is owed.</Empty> : <ul class="plain">{open.map((owed) => <Owed key={owed.id} view={view} owed={owed} title={titled(owed)} ticket={tickets.find(({ obligation_id }) => obligation_id === owed.id)} />)}</ul>}
    </Section>
  );
}
