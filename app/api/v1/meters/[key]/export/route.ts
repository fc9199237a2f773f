import { exportMeter } from "@/lib/features/metering/export-meter";
import { exportMeterContract } from "@/lib/features/metering/query-contract";
import { route } from "@/lib/http/route";

export const GET = route(exportMeterContract, ({ principal, params, query }) =>
  exportMeter(principal, params.key, query),
);
