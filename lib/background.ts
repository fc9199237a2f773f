import "server-only";
import type { JobHandlers } from "@/lib/platform/jobs";

/** Every kind of job and who does it: what features export is collected here and started by the server. */
export const jobHandlers: JobHandlers = {};
