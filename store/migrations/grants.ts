/** Name of the application's role. It may only append to the ledger (design §5). */
export const APP_ROLE = 'gatehouse_app';

/** What the application's role may do; run after every migration, so that new tables are covered by it. */
export const grants = /* sql */ `
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${APP_ROLE};
GRANT USAGE ON SCHEMA public TO ${APP_ROLE};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${APP_ROLE};
REVOKE ALL ON ledger, migrations FROM ${APP_ROLE};
GRANT SELECT, INSERT ON ledger TO ${APP_ROLE};
GRANT SELECT ON migrations TO ${APP_ROLE};
`;
