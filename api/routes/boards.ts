import { Readable } from 'node:stream';
import type { BOARD_OPERATIONS } from '../../contracts/api/boards.ts';
import { BOARD_COLUMNS, boardCells } from '../../render/action-board.ts';
import { csvLines, csvOf } from '../../render/csv.ts';
import type { House } from '../../store/house.ts';
import { boardPage, boardSummary, type BoardWish } from '../../store/queries/action-board-view.ts';
import type { Store } from '../../store/store.ts';
import type { Handlers } from '../http/route.ts';

const PAGE = 200;

/** Piece by piece, so that a long list takes no more memory than a page. */
async function* lines(store: Store, house: House, wish: BoardWish): AsyncGenerator<string> {
  yield csvOf([], BOARD_COLUMNS);
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await boardPage(store, house, { ...wish, limit: PAGE, cursor });
    yield csvLines(page.items.map(boardCells), BOARD_COLUMNS);
    cursor = page.next_cursor;
  }
}

/** What managers follow. */
export const boardHandlers: Handlers<keyof typeof BOARD_OPERATIONS> = {
  getActionBoard: async ({ query, request }, { store, house: reader }) => {
    const { format, ...wish } = query;
    const house = await reader.get();
    const headers = { Vary: 'Accept' };
    const csv = format === 'csv' || (format === undefined && request.accepts('json', 'text/csv') === 'text/csv');
    if (csv) return { stream: Readable.from(lines(store, house, wish)), headers: { ...headers, 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': 'attachment; filename="board.csv"' } };
    const [page, summary] = await Promise.all([boardPage(store, house, wish), wish.cursor === undefined ? boardSummary(store, house, wish) : null]);
    return { json: { ...page, summary }, headers };
  },
};
