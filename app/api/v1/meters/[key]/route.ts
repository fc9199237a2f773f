import { deleteMeterContract, meterContract, updateMeterContract } from "@/lib/features/metering/contract";
import { deleteMeter, readMeter, updateMeter } from "@/lib/features/metering/meters";
import { route } from "@/lib/http/route";

export const GET = route(meterContract, ({ principal, params }) => readMeter(principal, params.key));
export const PATCH = route(
  updateMeterContract,
  ({ principal, params, body }) => updateMeter(principal, params.key, body),
  { state: GET },
);
export const DELETE = route(deleteMeterContract, ({ principal, params }) => deleteMeter(principal, params.key), {
  state: GET,
});
