import { listAccountActivity } from "@/lib/features/audit/account-activity";
import { accountActivityContract } from "@/lib/features/audit/activity-contract";
import { route } from "@/lib/http/route";

export const GET = route(accountActivityContract, ({ principal, query }) => listAccountActivity(principal, query));
