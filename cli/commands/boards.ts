import { BOARD_BUCKETS } from '../../contracts/action-board.ts';
import { field, listing } from '../simple.ts';

/** What managers follow. */
export const BOARD = listing({
  name: 'board',
  about: 'what is owed to put things right, due first in front: steps of nonconformities and conditions',
  operation: 'getActionBoard',
  csv: true,
  columns: [field('obligation', 'id'), field('kind'), field('due', 'due_at'), field('overdue'), field('band'), field('owner'), field('role'), field('class'), field('case', 'case_id'), field('title', 'case_title')],
  filters: [
    { flags: '--manager <PERSON>', about: 'only what this person answers for, and what everybody below owes', field: 'manager' },
    { flags: '--line <REACH>', about: 'with --manager: all below (all), or only whose line manager it is (direct)', field: 'line' },
    { flags: '--owner <PERSON>', about: 'only what this person owes', field: 'owner' },
    { flags: '--unit <UNIT>', about: 'only of this unit and those below it', field: 'unit' },
    { flags: '--system <SYSTEM>', about: 'only of this system', field: 'system' },
    { flags: '--class <CLASS>', about: 'only of nonconformities of this class', field: 'class' },
    { flags: '--bucket <BUCKET>', about: BOARD_BUCKETS.join(', '), field: 'bucket' },
    { flags: '--band <NUMBER>', about: 'only what is overdue for as long as this age band says, from 1', field: 'band' },
    { flags: '--level <LEVEL>', about: 'only where the ladder has climbed to this level, L1 to L5', field: 'level' },
  ],
});
