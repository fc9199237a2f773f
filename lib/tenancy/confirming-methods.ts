import "server-only";
import type pg from "pg";
import type { ConfirmingMethod } from "./account-shapes";

type Row = { passkey: boolean; totp: boolean; password: boolean; recovery_code: boolean };

/**
 * What a user has to prove again who they are, the best first. `provider`, a sign-in at a connected provider, is for
 * those who have neither factor nor a password that counts. One that is to be set anew by a link proves nothing.
 */
export async function confirmingMethods(pool: pg.Pool, userId: string): Promise<ConfirmingMethod[]> {
  const { rows } = await pool.query<Row>(
    `SELECT EXISTS (SELECT FROM passkeys WHERE user_id = u.id) AS passkey,
            EXISTS (SELECT FROM authenticators WHERE user_id = u.id AND confirmed_at IS NOT NULL) AS totp,
            password_hash IS NOT NULL AND password_reset_asked_at IS NULL AS password,
            EXISTS (SELECT FROM recovery_codes WHERE user_id = u.id AND used_at IS NULL) AS recovery_code
       FROM users u WHERE id = $1`,
    [userId],
  );
  const [has] = rows;
  const own = (["passkey", "totp", "password", "recovery_code"] as const).filter((method) => has?.[method] === true);
  return own.length > 0 ? own : ["provider"];
}
