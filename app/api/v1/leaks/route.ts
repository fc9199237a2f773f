import { reportLeaksContract } from "@/lib/features/leaks/contract";
import { receiveReport } from "@/lib/features/leaks/receive-report";
import { route } from "@/lib/http/route";

export const POST = route(reportLeaksContract, ({ request }) => receiveReport(request));
