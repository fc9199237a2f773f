import { queryMeterContract } from "@/lib/features/metering/query-contract";
import { queryMeter } from "@/lib/features/metering/query-meter";
import { route } from "@/lib/http/route";

export const GET = route(queryMeterContract, ({ principal, params, query }) =>
  queryMeter(principal, params.key, query),
);
