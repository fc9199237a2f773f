import { manageRegistration } from "@/lib/features/oauth/registration";
import {
  deleteRegistrationContract,
  readRegistrationContract,
  updateRegistrationContract,
} from "@/lib/features/oauth-protocol/contract";
import { guard } from "@/lib/http/route";

export const GET = guard(readRegistrationContract, manageRegistration);
export const PUT = guard(updateRegistrationContract, manageRegistration);
export const DELETE = guard(deleteRegistrationContract, manageRegistration);
