import type { BOARD_OPERATIONS } from '../../contracts/api/boards.ts';
import { BOARD_COLUMNS, boardCells } from '../../render/action-board.ts';
import { boardPage, boardSummary } from '../../store/queries/action-board-view.ts';
import { AS_ASKED, csvList, wantsCsv } from '../http/csv.ts';
import type { Handlers } from '../http/route.ts';

const PAGE = 200;

/** What managers follow. */
export const boardHandlers: Handlers<keyof typeof BOARD_OPERATIONS> = {
  getActionBoard: async ({ query, request }, { store, house: reader }) => {
    const { format, ...wish } = query;
    const house = await reader.get();
    if (wantsCsv(format, request)) return csvList({ name: 'board.csv', columns: BOARD_COLUMNS, list: (cursor) => boardPage(store, house, { ...wish, limit: PAGE, cursor }), rows: (owed) => [boardCells(owed)] });
    const [page, summary] = await Promise.all([boardPage(store, house, wish), wish.cursor === undefined ? boardSummary(store, house, wish) : null]);
    return { json: { ...page, summary }, headers: AS_ASKED };
  },
};
