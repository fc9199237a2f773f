import { z } from "zod";

/** What can be asked for beside a first proof; a recovery code stands in for the other two. */
export const SecondFactor = z.enum(["totp", "passkey", "recovery_code"]);
export type SecondFactor = z.output<typeof SecondFactor>;
