/** What the configuration of a server on PostgreSQL is made from; `ports` are eight free ones. */
export interface ServerWish {
  readonly ports: readonly number[];
  readonly postgresPort: number;
  readonly user: string;
  readonly password: string;
}

export const STORES = { temporal: 'temporal', visibility: 'temporal_visibility' } as const;

/** As in the server's own `development-postgres12.yaml`, on loopback, without archival, web API and metrics. JSON is YAML. */
export function serverConfig({ ports, postgresPort, user, password }: ServerWish): string {
  const port = (at: number): number => ports[at] ?? 0;
  const sql = (databaseName: string, maxConns: number): object => ({
    sql: { pluginName: 'postgres12', databaseName, connectAddr: `127.0.0.1:${postgresPort}`, connectProtocol: 'tcp', user, password, maxConns, maxIdleConns: maxConns, maxConnLifetime: '1h' },
  });
  const service = (at: number): object => ({ rpc: { grpcPort: port(at), membershipPort: port(at + 1), bindOnLocalHost: true } });
  const active = { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress: `127.0.0.1:${port(0)}` };
  const config = {
    log: { stdout: true, level: 'warn' },
    persistence: {
      defaultStore: 'default',
      visibilityStore: 'visibility',
      numHistoryShards: 4,
      // each of the four services has pools of its own
      datastores: { default: sql(STORES.temporal, 20), visibility: sql(STORES.visibility, 2) },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: { frontend: service(0), history: service(2), matching: service(4), worker: service(6) },
    clusterMetadata: { enableGlobalNamespace: false, failoverVersionIncrement: 10, masterClusterName: 'active', currentClusterName: 'active', clusterInformation: { active } },
    dcRedirectionPolicy: { policy: 'noop' },
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
