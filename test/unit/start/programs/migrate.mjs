import pg from 'pg';

// The owner may make tables; that is all a stand-in for migrations has to show.
const client = new pg.Client({ connectionString: process.env.DATABASE_OWNER_URL });
await client.connect();
await client.query('create table if not exists migrated (at timestamptz not null)');
await client.query('grant select, insert on migrated to gatehouse_app');
await client.query('insert into migrated values (clock_timestamp())');
await client.end();
