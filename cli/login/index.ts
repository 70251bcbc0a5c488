import { type CommandSpec, lazily } from '../spec.ts';

/** `gatehouse login` */
export const LOGIN: CommandSpec = {
  name: 'login',
  about: 'sign in as yourself, with the identity provider that the API names; used when neither GATEHOUSE_TOKEN nor --as is given',
  options: [{ flags: '--mfa', about: 'prove several factors: what a sign-off on a high tier needs, for as long as the policy says' }],
  notes: 'Shows an address and a code to type there, waits, and keeps the sign-in in gatehouse/logins.json of your configuration folder (XDG_CONFIG_HOME, else ~/.config), mode 0600.',
  run: lazily(async () => (await import('./login.ts')).login),
};

/** `gatehouse logout` */
export const LOGOUT: CommandSpec = { name: 'logout', about: 'forget the sign-in at this API', run: lazily(async () => (await import('./logout.ts')).logout) };

/** `gatehouse totp PERSON` */
export const TOTP_CODE: CommandSpec = {
  name: 'totp',
  args: '<PERSON>',
  about: "print a person's one-time code for the embedded sign-in, from the data folder",
  run: lazily(async () => (await import('./totp.ts')).totp),
};
