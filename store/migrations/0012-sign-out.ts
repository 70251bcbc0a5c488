/** The id token of a sign-in, kept with its session and no longer: the identity provider asks for it when the session ends (OpenID Connect RP-Initiated Logout 1.0). */
export const signOut = /* sql */ `
ALTER TABLE sessions ADD COLUMN id_token text;
`;
