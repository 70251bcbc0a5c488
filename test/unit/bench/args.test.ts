import { describe, expect, it } from '@jest/globals';
import { parseArgs, UsageError } from '../../../scripts/bench/args.ts';
import { serverConfig } from '../../../scripts/bench/temporal/config.ts';

const ROWS = ['decision', 'approvals'];

describe('the command line of the bench', () => {
  it('runs every row at its usual size unless told otherwise', () => {
    expect(parseArgs([], ROWS)).toEqual({ only: [], quick: false, full: false });
    expect(parseArgs(['--only', 'approvals', '--quick', '--only', 'decision', '--full'], ROWS)).toEqual({ only: ['approvals', 'decision'], quick: true, full: true });
  });

  it.each([
    [['--only', 'speed'], 'there is no such row; allowed are decision, approvals'],
    [['--only'], 'there is no such row; allowed are decision, approvals'],
    [['--fast'], 'unknown option "--fast": allowed are --only ROW, --quick and --full'],
  ])('refuses %j and says what is allowed', (given, said) => {
    expect(() => parseArgs(given, ROWS)).toThrow(UsageError);
    expect(() => parseArgs(given, ROWS)).toThrow(said);
  });
});

describe('the configuration of Temporal for the bench', () => {
  it('gives each service ports of its own, on loopback, and reaches the frontend at the first', () => {
    const config = JSON.parse(serverConfig({ ports: [1, 2, 3, 4, 5, 6, 7, 8], postgresPort: 9, user: 'u', password: 'p' })) as {
      services: Record<string, { rpc: { grpcPort: number; membershipPort: number; bindOnLocalHost: boolean } }>;
      clusterMetadata: { clusterInformation: { active: { rpcAddress: string } } };
    };
    const services = Object.values(config.services).map(({ rpc }) => rpc);
    expect(services.flatMap(({ grpcPort, membershipPort }) => [grpcPort, membershipPort]).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(services.every(({ bindOnLocalHost }) => bindOnLocalHost)).toBe(true);
    expect(config.clusterMetadata.clusterInformation.active.rpcAddress).toBe('127.0.0.1:1');
  });
});
