import { createMeterContract, listMetersContract } from "@/lib/features/metering/contract";
import { createMeter, listMeters } from "@/lib/features/metering/meters";
import { route } from "@/lib/http/route";

export const GET = route(listMetersContract, ({ principal, query }) => listMeters(principal, query));
export const POST = route(createMeterContract, ({ principal, body }) => createMeter(principal, body), { state: GET });
