import { z } from "zod";

/** The secret of a mailed link, as its page sends it. */
export const LinkToken = z.string().trim().min(1, "must not be empty").max(200);
