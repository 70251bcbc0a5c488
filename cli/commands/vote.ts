import { parseId } from '../../contracts/ids.ts';
import type { DeploymentView } from '../../contracts/deployment-view.ts';
import { VERDICTS, type Verdict } from '../../contracts/deployment-approval.ts';
import { wrongUse } from '../failure.ts';
import type { Given } from '../given.ts';
import { fields } from '../print.ts';
import type { Shell } from '../shell.ts';
import { answered } from '../simple.ts';
import { type CommandSpec, REQUEST } from '../spec.ts';

const words = VERDICTS.map((verdict) => verdict.replaceAll('_', '-'));

function verdictOf(word: string): Verdict {
  const found = VERDICTS[words.indexOf(word.replaceAll('_', '-'))];
  return found ?? wrongUse(`"${word}" is no verdict; allowed: ${words.join(', ')}`);
}

/** What the voter is about to sign. */
const signed = (view: DeploymentView, lane: string): string =>
  fields({
    signing: `${view.title} (${view.id}, revision ${view.revision})`,
    lane,
    system: `${view.system_name} ${view.version_name} → ${view.environment}, tier ${view.tier}`,
    package: view.package_digest,
    ...view.manifest.digests,
    held_by: view.blockers.length > 0 ? view.blockers.map(({ title, owner }) => `${title} (owner ${owner})`) : undefined,
  });

/** The digest that is signed: the current one, shown first, or the one that `--digest` pins (§1.10). */
async function packageSeen(id: string, given: Given, shell: Shell): Promise<string> {
  const owed = await shell.api.call('getObligation', { params: { id } });
  if (parseId(owed.case_id)?.prefix !== 'dep') return wrongUse(`${id} belongs to ${owed.case_id}, where nobody votes; see: gatehouse obligation show ${id}`);
  const view = (await shell.api.call('getDeployment', { params: { id: owed.case_id } })) as unknown as DeploymentView;
  const pinned = given.text('digest');
  const subject = owed['subject'] as Readonly<Record<string, string>> | undefined;
  shell.tell(signed(view, subject?.['lane'] ?? '-'));
  if (pinned !== undefined && pinned !== view.package_digest) shell.tell(`pinned to another package: ${pinned}`);
  return pinned ?? view.package_digest;
}

/** One person's word in a lane (§0.05). */
export const VOTE: CommandSpec = {
  name: 'vote',
  args: '<OBLIGATION> <VERDICT>',
  about: `your word in a lane: ${words.join(', ')}`,
  options: [
    ...REQUEST,
    { flags: '--reason <TEXT>', about: 'why; needed for all but a plain approval at most tiers', field: 'reason' },
    { flags: '--digest <SHA256>', about: 'sign this package only, as you saw it; any other is refused with the difference' },
    { flags: '--ground <GROUND>', about: 'with reject: prohibited_practice rouses the board, and nobody can lift such a veto', field: 'ground' },
    { flags: '--for <PERSON>', about: 'sign as the delegate of this person', field: 'on_behalf_of' },
  ],
  notes: 'Shows what is signed first. Conditions come from -f FILE; see examples/requests/vote-with-conditions.yaml.',
  run: async (given, shell) => {
    const verdict = verdictOf(given.arg(1));
    const body = given.body({ verdict });
    const id = given.arg(0);
    return answered(await shell.api.call('castVote', { params: { id }, body: { package_digest: await packageSeen(id, given, shell), ...body } }));
  },
};
