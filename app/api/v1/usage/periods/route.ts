import { listPeriodsContract } from "@/lib/features/metering/period-contract";
import { listPeriods } from "@/lib/features/metering/periods";
import { route } from "@/lib/http/route";

export const GET = route(listPeriodsContract, ({ principal, query }) => listPeriods(principal, query));
