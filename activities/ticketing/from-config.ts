import type { Config } from '../../config.ts';
import { createGenericTickets } from './generic.ts';
import { createGitHubTickets } from './github.ts';
import { createJiraTickets } from './jira.ts';
import type { Ticketing } from './port.ts';

/** The ticket systems that the environment sets up. */
export function createTicketing({ tickets: { github, jira, generic } }: Pick<Config, 'tickets'>): Ticketing {
  return {
    github: github === undefined ? null : createGitHubTickets(github),
    jira: jira === undefined ? null : createJiraTickets(jira),
    generic: generic === undefined ? null : createGenericTickets(generic),
  };
}
