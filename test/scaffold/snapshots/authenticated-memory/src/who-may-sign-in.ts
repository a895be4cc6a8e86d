/** Said when the site starts. Change it together with `maySignIn`. */
export const signInNotice =
  'Anyone may sign in under any name, without a password: src/who-may-sign-in.ts is where your own check goes.';

/**
 * Decides who may sign in. Replace the body by your own check of the name and the password.
 * Until you do, any name will do, as long as there is one.
 */
export async function maySignIn(userName: string, _password: string): Promise<boolean> {
  return userName !== '';
}
